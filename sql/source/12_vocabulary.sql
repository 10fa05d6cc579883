-- The words of systems for how a contact ended, and who began it: brought to the four outcomes and the
-- two directions that are counted.
--
-- Codes are compared case folded and without blanks around them, as placeholders are: systems write one word
-- in several ways, and no two words that differ in case alone mean two things here. Channels and reasons, which
-- are names of the company's own, are compared as they are.

CREATE TABLE failure_demand_internal.shipped_outcome (
    code    text PRIMARY KEY,
    outcome text NOT NULL,
    system  text NOT NULL
);
COMMENT ON TABLE failure_demand_internal.shipped_outcome IS
'words for outcomes that are shipped; a row of your own in outcome, of the same code, wins';
COMMENT ON COLUMN failure_demand_internal.shipped_outcome.code IS
'the word, case folded';
COMMENT ON COLUMN failure_demand_internal.shipped_outcome.outcome IS
'completed, abandoned, transferred or unresolved';
COMMENT ON COLUMN failure_demand_internal.shipped_outcome.system IS
'the system that writes it, and in which field, as its own reference has it';
GRANT SELECT ON failure_demand_internal.shipped_outcome TO PUBLIC;

-- What is beyond doubt alone. That a call was answered (Asterisk ANSWERED) says of an IVR nothing about its
-- end; that one side hung up (CUSTOMER_DISCONNECT, peer, client) says nothing of why; a failed or cancelled
-- call may have been anybody's.
INSERT INTO failure_demand_internal.shipped_outcome (code, outcome, system)
SELECT code, outcome, system
FROM (VALUES
    ('completed', '{completed}'::text[], 'this extension; Salesforce LiveChatTranscript.Status'),
    ('abandoned', '{abandoned}', 'this extension; Genesys Cloud, outcome of an interaction'),
    ('transferred', '{transferred}', 'this extension; Salesforce VoiceCall.CallDisposition'),
    ('unresolved', '{unresolved}', 'this extension'),
    ('completed', '{success}', 'Amazon Lex conversationEndState; Genesys Cloud, value of a flow outcome'),
    ('unresolved', '{failure}', 'Amazon Lex conversationEndState; Genesys Cloud, value of a flow outcome'),
    ('abandoned', '{dropped}', 'Amazon Lex conversationEndState'),
    ('transferred', '{transfer,transfer.conference,transfer.consult,transfer.forward,transfer.noanswer,'
                    'transfer.notavailable}', 'Genesys Cloud, disconnectType of a call'),
    ('transferred', '{conferencetransfer,consulttransfer,forwardtransfer,noanswertransfer,notavailabletransfer,'
                    'transferdnd,dndtransfer}', 'Genesys Cloud, disconnectType of analytics'),
    ('transferred', '{conference_transfer,consult_transfer,forward_transfer,no_answer_transfer,'
                    'not_available_transfer,dnd_transfer}', 'Genesys Cloud, disconnectType of analytics, as exported'),
    ('transferred', '{conference transfer,consult transfer,forward transfer,no answer transfer,'
                    'not available transfer}', 'Genesys Cloud, disconnect reason of an interaction'),
    ('abandoned', '{no-answer,busy}', 'Twilio Call.Status'),
    ('completed', '{solved,closed}', 'Zendesk Ticket.status; Salesforce Case.Status (Closed)'),
    ('abandoned', '{abandoned_in_queue,abandoned_on_hold,abandoned_in_voicemail,abandoned_in_ivr}',
     'Zendesk Talk, completion_status of a call'),
    ('abandoned', '{missed}', 'Salesforce LiveChatTranscript.Status'),
    ('transferred', '{live_agent_handoff,liveagenthandoff,end_flow_with_human_escalation}',
     'Dialogflow CX, response message and symbolic transition target'),
    ('abandoned', '{abandon,no answer,noanswer}', 'Asterisk, queue_log; disposition of cdr; DIALSTATUS'),
    ('completed', '{completeagent,completecaller}', 'Asterisk, queue_log'),
    ('transferred', '{blindtransfer,attendedtransfer}', 'Asterisk, queue_log')
) AS v (outcome, codes, system) CROSS JOIN LATERAL pg_catalog.unnest(v.codes) AS code;
ANALYZE failure_demand_internal.shipped_outcome;

CREATE TABLE failure_demand.outcome (
    code    text PRIMARY KEY CHECK (failure_demand_internal.check_name(code, 'the code of an outcome')),
    outcome text NOT NULL CHECK (failure_demand_internal.check_choice(
        outcome, 'outcome', '{completed,abandoned,transferred,unresolved}'))
);
ALTER TABLE failure_demand.outcome OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.outcome IS
'words of your systems for how a contact ended; a row wins over a shipped one of the same code';
COMMENT ON COLUMN failure_demand.outcome.code IS
'the word, as the sources have it; its case, and blanks around it, do not matter';
COMMENT ON COLUMN failure_demand.outcome.outcome IS
'completed: the customer got what he came for; abandoned: he gave up; transferred: handed to a person in the same '
'session; unresolved: he did not get it';
GRANT SELECT ON failure_demand.outcome TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.outcome', '');

CREATE VIEW failure_demand.outcome_in_force AS
SELECT DISTINCT ON (o.code) o.code COLLATE "C" AS code, o.outcome COLLATE "C" AS outcome
FROM (SELECT failure_demand_internal.folded(w.code) AS code, w.outcome, true AS own, w.code AS written
      FROM failure_demand.outcome AS w
      UNION ALL
      SELECT s.code, s.outcome, false, s.code FROM failure_demand_internal.shipped_outcome AS s) AS o
ORDER BY o.code, o.own DESC, o.written COLLATE "C";
ALTER VIEW failure_demand.outcome_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.outcome_in_force IS
'the words for outcomes, each once: your own row where there is one, else the shipped one';
COMMENT ON COLUMN failure_demand.outcome_in_force.code IS
'the word, case folded';
COMMENT ON COLUMN failure_demand.outcome_in_force.outcome IS
'completed, abandoned, transferred or unresolved';
GRANT SELECT ON failure_demand.outcome_in_force TO PUBLIC;

CREATE TABLE failure_demand_internal.shipped_direction (
    code      text PRIMARY KEY,
    direction text NOT NULL,
    system    text NOT NULL
);
COMMENT ON TABLE failure_demand_internal.shipped_direction IS
'words for directions that are shipped; a row of your own in direction, of the same code, wins';
COMMENT ON COLUMN failure_demand_internal.shipped_direction.code IS
'the word, case folded';
COMMENT ON COLUMN failure_demand_internal.shipped_direction.direction IS
'inbound or outbound';
COMMENT ON COLUMN failure_demand_internal.shipped_direction.system IS
'the system that writes it, and in which field, as its own reference has it';
GRANT SELECT ON failure_demand_internal.shipped_direction TO PUBLIC;

-- A callback or a transfer is no direction: who began what it belongs to, another row says.
INSERT INTO failure_demand_internal.shipped_direction (code, direction, system)
SELECT code, direction, system
FROM (VALUES
    ('inbound', '{inbound}'::text[],
     'this extension; Genesys Cloud originatingDirection; Amazon Connect InitiationMethod; Twilio Call.Direction; '
     'Zendesk Talk direction; Salesforce Task.CallType and VoiceCall.CallType'),
    ('outbound', '{outbound}', 'the same'),
    ('inbound', '{webrtc_api}', 'Amazon Connect InitiationMethod'),
    ('outbound', '{external_outbound,agent_reply}', 'Amazon Connect InitiationMethod'),
    ('outbound', '{outbound-api,outbound-dial}', 'Twilio Call.Direction'),
    ('outbound', '{outbound-call,outbound-reply}', 'Twilio Message.Direction')
) AS v (direction, codes, system) CROSS JOIN LATERAL pg_catalog.unnest(v.codes) AS code;
ANALYZE failure_demand_internal.shipped_direction;

CREATE TABLE failure_demand.direction (
    code      text PRIMARY KEY CHECK (failure_demand_internal.check_name(code, 'the code of a direction')),
    direction text NOT NULL
        CHECK (failure_demand_internal.check_choice(direction, 'direction', '{inbound,outbound}'))
);
ALTER TABLE failure_demand.direction OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.direction IS
'words of your systems for who began a contact; a row wins over a shipped one of the same code';
COMMENT ON COLUMN failure_demand.direction.code IS
'the word, as the sources have it; its case, and blanks around it, do not matter';
COMMENT ON COLUMN failure_demand.direction.direction IS
'inbound: the customer; outbound: the company, whose contacts are in no rate';
GRANT SELECT ON failure_demand.direction TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.direction', '');

CREATE VIEW failure_demand.direction_in_force AS
SELECT DISTINCT ON (d.code) d.code COLLATE "C" AS code, d.direction COLLATE "C" AS direction
FROM (SELECT failure_demand_internal.folded(w.code) AS code, w.direction, true AS own, w.code AS written
      FROM failure_demand.direction AS w
      UNION ALL
      SELECT s.code, s.direction, false, s.code FROM failure_demand_internal.shipped_direction AS s) AS d
ORDER BY d.code, d.own DESC, d.written COLLATE "C";
ALTER VIEW failure_demand.direction_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.direction_in_force IS
'the words for directions, each once: your own row where there is one, else the shipped one';
COMMENT ON COLUMN failure_demand.direction_in_force.code IS
'the word, case folded';
COMMENT ON COLUMN failure_demand.direction_in_force.direction IS
'inbound or outbound';
GRANT SELECT ON failure_demand.direction_in_force TO PUBLIC;
