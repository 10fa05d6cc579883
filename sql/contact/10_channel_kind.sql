-- Who answers on a channel.  The order of the labels is part of the order of
-- contacts: of two that start together, the digital one comes first.
CREATE TYPE failure_demand.channel_kind AS ENUM ('digital', 'human');
COMMENT ON TYPE failure_demand.channel_kind IS
'digital: portal, app, chatbot, web form, IVR self-service (no person answers); human: phone, e-mail, live chat, '
'branch (a person does)';

CREATE FUNCTION failure_demand.channel_kind(kind text)
RETURNS failure_demand.channel_kind
AS 'MODULE_PATHNAME', 'channel_kind_from_text'
LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.channel_kind(text) IS
'the kind that a text names, ''digital'' or ''human'' in exactly these letters; anything else is an error (22P02); '
'null for null';

-- Implicit, so that a text column can be passed as it is.
CREATE CAST (text AS failure_demand.channel_kind)
WITH FUNCTION failure_demand.channel_kind(text) AS IMPLICIT;
COMMENT ON CAST (text AS failure_demand.channel_kind) IS
'lets a text column be passed as a channel_kind';

CREATE CAST (varchar AS failure_demand.channel_kind)
WITH FUNCTION failure_demand.channel_kind(text) AS IMPLICIT;
COMMENT ON CAST (varchar AS failure_demand.channel_kind) IS
'lets a varchar column be passed as a channel_kind';
