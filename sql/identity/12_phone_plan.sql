-- How telephone numbers are written, country code by country code.
--
-- What a number is: ITU-T Recommendation E.164, "The international public telecommunication numbering plan": a
-- country code of one to three digits and a national (significant) number, of at most 15 digits together. What is
-- dialled before it is no part of it: the international prefix, and the national (trunk) prefix. Both are listed by
-- ITU-T, "Dialling procedures (international prefix, national (trunk) prefix and national (significant) number)",
-- annex to Operational Bulletin 994 (15 December 2011), and changes in the bulletins and national numbering plans
-- after it (ITU-T E.129), such as those of Mexico (2019), Ivory Coast (2021), Benin (2024) and Lithuania, which now
-- has 0 beside 8. The rows were compared with the metadata of libphonenumber 8.12.
-- Limits: codes that choose a carrier (Brazil, Chile, Colombia) are left out where the prefix works without one; a
-- country code without a row is read after a + alone; what ranges of numbers are in use is not known here.

CREATE FUNCTION failure_demand_internal.check_country_code(code text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF code COLLATE "C" !~ '^[1-9][0-9]{0,2}$' THEN
        RAISE EXCEPTION 'a country code is one to three digits' USING ERRCODE = 'check_violation',
            DETAIL = format('It is "%s".', left(code, 40)),
            HINT = 'Write what follows the + of a telephone number there, without it, such as 44 or 49. '
                   'SELECT country_code, country FROM failure_demand.phone_plan_in_force lists them.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_country_code(text) IS
'true; errs where a text is no country code of telephone numbers (23514)';

CREATE FUNCTION failure_demand_internal.check_prefixes(prefixes text[], what text)
RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wrong text;
BEGIN
    SELECT coalesce(p.prefix, 'null') INTO wrong FROM unnest(prefixes) AS p (prefix)
    WHERE p.prefix IS NULL OR p.prefix COLLATE "C" !~ '^[0-9]{1,9}$' LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% are one to nine digits each', what USING ERRCODE = 'check_violation',
            DETAIL = format('One is "%s".', left(wrong, 40)), HINT = 'Write digits alone, such as {00} or {0}.';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_prefixes(text[], text) IS
'true; errs where one of the texts is no prefix of telephone numbers (23514)';

CREATE TABLE failure_demand_internal.shipped_phone_plan (
    country_code           text PRIMARY KEY,
    international_prefixes text[] NOT NULL,
    trunk_prefixes         text[] NOT NULL,
    national_digits        integer,
    leading_zero           boolean NOT NULL,
    country                text
);
COMMENT ON TABLE failure_demand_internal.shipped_phone_plan IS
'plans of telephone numbers that are shipped; a row of your own in phone_plan, of the same country code, wins';
COMMENT ON COLUMN failure_demand_internal.shipped_phone_plan.country_code IS
'country code of ITU-T E.164, such as 49';
COMMENT ON COLUMN failure_demand_internal.shipped_phone_plan.international_prefixes IS
'what is dialled there before a country code';
COMMENT ON COLUMN failure_demand_internal.shipped_phone_plan.trunk_prefixes IS
'what is dialled there before a national number';
COMMENT ON COLUMN failure_demand_internal.shipped_phone_plan.national_digits IS
'the most digits that a subscriber''s national number has, without a prefix; null: not known';
COMMENT ON COLUMN failure_demand_internal.shipped_phone_plan.leading_zero IS
'can a national number itself begin with 0, as in Italy?';
COMMENT ON COLUMN failure_demand_internal.shipped_phone_plan.country IS
'countries and areas that have the code';
GRANT SELECT ON failure_demand_internal.shipped_phone_plan TO PUBLIC;

INSERT INTO failure_demand_internal.shipped_phone_plan (country_code, international_prefixes, trunk_prefixes,
                                                        national_digits, leading_zero, country)
VALUES
    ('1', '{011}', '{1}', 10, false, 'United States, Canada and the others of the North American Numbering Plan'),
    ('7', '{810}', '{8}', 10, false, 'Russia, Kazakhstan'),
    ('20', '{00}', '{0}', 10, false, 'Egypt'),
    ('27', '{00}', '{0}', 9, false, 'South Africa'),
    ('30', '{00}', '{}', 10, false, 'Greece'),
    ('31', '{00}', '{0}', 9, false, 'Netherlands'),
    ('32', '{00}', '{0}', 9, false, 'Belgium'),
    ('33', '{00}', '{0}', 9, false, 'France'),
    ('34', '{00}', '{}', 9, false, 'Spain'),
    ('36', '{00}', '{06}', 9, false, 'Hungary'),
    ('39', '{00}', '{}', 11, true, 'Italy, Vatican City'),
    ('40', '{00}', '{0}', 9, false, 'Romania'),
    ('41', '{00}', '{0}', 9, false, 'Switzerland'),
    ('43', '{00}', '{0}', 13, false, 'Austria'),
    ('44', '{00}', '{0}', 10, false, 'United Kingdom, Guernsey, Isle of Man, Jersey'),
    ('45', '{00}', '{}', 8, false, 'Denmark'),
    ('46', '{00}', '{0}', 9, false, 'Sweden'),
    ('47', '{00}', '{}', 8, false, 'Norway'),
    ('48', '{00}', '{}', 9, false, 'Poland'),
    ('49', '{00}', '{0}', 11, false, 'Germany'),
    ('51', '{00}', '{0}', 9, false, 'Peru'),
    ('52', '{00}', '{01,044,045}', 10, false, 'Mexico'),
    ('53', '{119}', '{0}', 8, false, 'Cuba'),
    ('54', '{00}', '{0}', 11, false, 'Argentina'),
    ('55', '{00}', '{0}', 11, false, 'Brazil'),
    ('56', '{00}', '{}', 9, false, 'Chile'),
    ('57', '{00}', '{0}', 10, false, 'Colombia'),
    ('58', '{00}', '{0}', 10, false, 'Venezuela'),
    ('60', '{00}', '{0}', 10, false, 'Malaysia'),
    ('61', '{0011}', '{0}', 9, false, 'Australia'),
    ('62', '{001,007,008,009}', '{0}', 12, false, 'Indonesia'),
    ('63', '{00}', '{0}', 10, false, 'Philippines'),
    ('64', '{00}', '{0}', 10, false, 'New Zealand'),
    ('65', '{001,002,008,018,019}', '{}', 8, false, 'Singapore'),
    ('66', '{001,004,005,006,007,008,009}', '{0}', 9, false, 'Thailand'),
    ('81', '{010}', '{0}', 10, false, 'Japan'),
    ('82', '{001,002,005,006,008,00345,00365,00391,00700,00727,00755,00766}', '{0}', 10, false, 'Korea (Republic of)'),
    ('84', '{00}', '{0}', 10, false, 'Viet Nam'),
    ('86', '{00}', '{0}', 11, false, 'China'),
    ('90', '{00}', '{0}', 10, false, 'Turkey'),
    ('91', '{00}', '{0}', 10, false, 'India'),
    ('92', '{00}', '{0}', 10, false, 'Pakistan'),
    ('93', '{00}', '{0}', 9, false, 'Afghanistan'),
    ('94', '{00}', '{0}', 9, false, 'Sri Lanka'),
    ('95', '{00}', '{0}', 10, false, 'Myanmar'),
    ('98', '{00}', '{0}', 10, false, 'Iran'),
    ('211', '{00}', '{0}', 9, false, 'South Sudan'),
    ('212', '{00}', '{0}', 9, false, 'Morocco'),
    ('213', '{00}', '{0}', 9, false, 'Algeria'),
    ('216', '{00}', '{}', 8, false, 'Tunisia'),
    ('218', '{00}', '{0}', 9, false, 'Libya'),
    ('220', '{00}', '{}', 7, false, 'Gambia'),
    ('221', '{00}', '{}', 9, false, 'Senegal'),
    ('222', '{00}', '{}', 8, false, 'Mauritania'),
    ('223', '{00}', '{}', 8, false, 'Mali'),
    ('224', '{00}', '{}', 9, false, 'Guinea'),
    ('225', '{00}', '{}', 10, true, 'Ivory Coast'),
    ('226', '{00}', '{}', 8, false, 'Burkina Faso'),
    ('227', '{00}', '{}', 8, false, 'Niger'),
    ('228', '{00}', '{}', 8, false, 'Togo'),
    ('229', '{00}', '{}', 10, true, 'Benin'),
    ('230', '{00,020}', '{}', 8, false, 'Mauritius'),
    ('231', '{00}', '{0}', 9, false, 'Liberia'),
    ('232', '{00}', '{0}', 8, false, 'Sierra Leone'),
    ('233', '{00}', '{0}', 9, false, 'Ghana'),
    ('234', '{009}', '{0}', 10, false, 'Nigeria'),
    ('235', '{00}', '{}', 8, false, 'Chad'),
    ('236', '{00}', '{}', 8, false, 'Central African Republic'),
    ('237', '{00}', '{}', 9, false, 'Cameroon'),
    ('238', '{0}', '{}', 7, false, 'Cape Verde'),
    ('239', '{00}', '{}', 7, false, 'Sao Tome and Principe'),
    ('240', '{00}', '{}', 9, false, 'Equatorial Guinea'),
    ('241', '{00}', '{0}', 8, false, 'Gabon'),
    ('242', '{00}', '{}', 9, true, 'Congo'),
    ('243', '{00}', '{0}', 9, false, 'Democratic Republic of the Congo'),
    ('244', '{00}', '{}', 9, false, 'Angola'),
    ('245', '{00}', '{}', 9, false, 'Guinea-Bissau'),
    ('246', '{00}', '{}', 7, false, 'British Indian Ocean Territory'),
    ('247', '{00}', '{}', 5, false, 'Ascension'),
    ('248', '{00}', '{}', 7, false, 'Seychelles'),
    ('249', '{00}', '{0}', 9, false, 'Sudan'),
    ('250', '{00}', '{0}', 9, false, 'Rwanda'),
    ('251', '{00}', '{0}', 9, false, 'Ethiopia'),
    ('252', '{00}', '{0}', 9, false, 'Somalia'),
    ('253', '{00}', '{}', 8, false, 'Djibouti'),
    ('254', '{000}', '{0}', 9, false, 'Kenya'),
    ('255', '{000,005,006}', '{0}', 9, false, 'Tanzania'),
    ('256', '{000,005,007}', '{0}', 9, false, 'Uganda'),
    ('257', '{00}', '{}', 8, false, 'Burundi'),
    ('258', '{00}', '{}', 9, false, 'Mozambique'),
    ('260', '{00}', '{0}', 9, false, 'Zambia'),
    ('261', '{00}', '{0}', 9, false, 'Madagascar'),
    ('262', '{00}', '{0}', 9, false, 'Reunion, Mayotte'),
    ('263', '{00}', '{0}', 10, false, 'Zimbabwe'),
    ('264', '{00}', '{0}', 9, false, 'Namibia'),
    ('265', '{00}', '{0}', 9, false, 'Malawi'),
    ('266', '{00}', '{}', 8, false, 'Lesotho'),
    ('267', '{00}', '{}', 8, false, 'Botswana'),
    ('268', '{00}', '{}', 8, false, 'Eswatini'),
    ('269', '{00}', '{}', 7, false, 'Comoros'),
    ('290', '{00}', '{}', 5, false, 'Saint Helena, Tristan da Cunha'),
    ('291', '{00}', '{0}', 7, false, 'Eritrea'),
    ('297', '{00}', '{}', 7, false, 'Aruba'),
    ('298', '{00}', '{}', 6, false, 'Faroe Islands'),
    ('299', '{00}', '{}', 6, false, 'Greenland'),
    ('350', '{00}', '{}', 8, false, 'Gibraltar'),
    ('351', '{00}', '{}', 9, false, 'Portugal'),
    ('352', '{00}', '{}', 11, false, 'Luxembourg'),
    ('353', '{00}', '{0}', 9, false, 'Ireland'),
    ('354', '{00}', '{}', 7, false, 'Iceland'),
    ('355', '{00}', '{0}', 9, false, 'Albania'),
    ('356', '{00}', '{}', 8, false, 'Malta'),
    ('357', '{00}', '{}', 8, false, 'Cyprus'),
    ('358', '{00,990,994,999}', '{0}', 10, false, 'Finland'),
    ('359', '{00}', '{0}', 9, false, 'Bulgaria'),
    ('370', '{00}', '{0,8}', 8, false, 'Lithuania'),
    ('371', '{00}', '{}', 8, false, 'Latvia'),
    ('372', '{00}', '{}', 8, false, 'Estonia'),
    ('373', '{00}', '{0}', 8, false, 'Moldova'),
    ('374', '{00}', '{0}', 8, false, 'Armenia'),
    ('375', '{810}', '{8}', 9, false, 'Belarus'),
    ('376', '{00}', '{}', 6, false, 'Andorra'),
    ('377', '{00}', '{0}', 9, false, 'Monaco'),
    ('378', '{00}', '{}', 10, true, 'San Marino'),
    ('380', '{00}', '{0}', 9, false, 'Ukraine'),
    ('381', '{00}', '{0}', 9, false, 'Serbia'),
    ('382', '{00}', '{0}', 8, false, 'Montenegro'),
    ('383', '{00}', '{0}', 8, false, 'Kosovo'),
    ('385', '{00}', '{0}', 9, false, 'Croatia'),
    ('386', '{00}', '{0}', 8, false, 'Slovenia'),
    ('387', '{00}', '{0}', 8, false, 'Bosnia and Herzegovina'),
    ('389', '{00}', '{0}', 8, false, 'North Macedonia'),
    ('420', '{00}', '{}', 9, false, 'Czechia'),
    ('421', '{00}', '{0}', 9, false, 'Slovakia'),
    ('423', '{00}', '{}', 9, false, 'Liechtenstein'),
    ('500', '{00}', '{}', 5, false, 'Falkland Islands'),
    ('501', '{00}', '{}', 7, false, 'Belize'),
    ('502', '{00}', '{}', 8, false, 'Guatemala'),
    ('503', '{00}', '{}', 8, false, 'El Salvador'),
    ('504', '{00}', '{}', 8, false, 'Honduras'),
    ('505', '{00}', '{}', 8, false, 'Nicaragua'),
    ('506', '{00}', '{}', 8, false, 'Costa Rica'),
    ('507', '{00}', '{}', 8, false, 'Panama'),
    ('508', '{00}', '{0}', 9, false, 'Saint Pierre and Miquelon'),
    ('509', '{00}', '{}', 8, false, 'Haiti'),
    ('590', '{00}', '{0}', 9, false, 'Guadeloupe'),
    ('591', '{00}', '{0}', 8, false, 'Bolivia'),
    ('592', '{001}', '{}', 7, false, 'Guyana'),
    ('593', '{00}', '{0}', 9, false, 'Ecuador'),
    ('594', '{00}', '{0}', 9, false, 'French Guiana'),
    ('595', '{00}', '{0}', 9, false, 'Paraguay'),
    ('596', '{00}', '{0}', 9, false, 'Martinique'),
    ('597', '{00}', '{}', 7, false, 'Suriname'),
    ('598', '{00}', '{0}', 8, false, 'Uruguay'),
    ('599', '{00}', '{}', 8, false, 'Curacao, Bonaire, Sint Eustatius, Saba'),
    ('670', '{00}', '{}', 8, false, 'Timor-Leste'),
    ('672', '{00}', '{}', 6, false, 'Norfolk Island'),
    ('673', '{00}', '{}', 7, false, 'Brunei'),
    ('674', '{00}', '{}', 7, false, 'Nauru'),
    ('675', '{00}', '{}', 8, false, 'Papua New Guinea'),
    ('676', '{00}', '{}', 7, false, 'Tonga'),
    ('677', '{00,01}', '{}', 7, false, 'Solomon Islands'),
    ('678', '{00}', '{}', 7, false, 'Vanuatu'),
    ('679', '{00}', '{}', 7, false, 'Fiji'),
    ('680', '{011,012}', '{}', 7, false, 'Palau'),
    ('681', '{00}', '{}', 6, false, 'Wallis and Futuna'),
    ('682', '{00}', '{}', 5, false, 'Cook Islands'),
    ('683', '{00}', '{}', 7, false, 'Niue'),
    ('685', '{0}', '{}', 7, false, 'Samoa'),
    ('686', '{00}', '{0}', 8, false, 'Kiribati'),
    ('687', '{00}', '{}', 6, false, 'New Caledonia'),
    ('688', '{00}', '{}', 7, false, 'Tuvalu'),
    ('689', '{00}', '{}', 8, false, 'French Polynesia'),
    ('690', '{00}', '{}', 7, false, 'Tokelau'),
    ('691', '{00}', '{}', 7, false, 'Micronesia'),
    ('692', '{011}', '{1}', 7, false, 'Marshall Islands'),
    ('850', '{00,99}', '{0}', 10, false, 'Korea (Democratic People''s Republic of)'),
    ('852', '{001}', '{}', 8, false, 'Hong Kong'),
    ('853', '{00}', '{}', 8, false, 'Macao'),
    ('855', '{001,007,008}', '{0}', 9, false, 'Cambodia'),
    ('856', '{00}', '{0}', 10, false, 'Laos'),
    ('880', '{00}', '{0}', 10, false, 'Bangladesh'),
    ('886', '{002,005,006,007,009,019}', '{0}', 9, false, 'Taiwan'),
    ('960', '{00}', '{}', 7, false, 'Maldives'),
    ('961', '{00}', '{0}', 8, false, 'Lebanon'),
    ('962', '{00}', '{0}', 9, false, 'Jordan'),
    ('963', '{00}', '{0}', 9, false, 'Syria'),
    ('964', '{00}', '{0}', 10, false, 'Iraq'),
    ('965', '{00}', '{}', 8, false, 'Kuwait'),
    ('966', '{00}', '{0}', 9, false, 'Saudi Arabia'),
    ('967', '{00}', '{0}', 9, false, 'Yemen'),
    ('968', '{00}', '{}', 8, false, 'Oman'),
    ('970', '{00}', '{0}', 9, false, 'Palestine'),
    ('971', '{00}', '{0}', 9, false, 'United Arab Emirates'),
    ('972', '{00,012,013,014,017,018,019}', '{0}', 9, false, 'Israel'),
    ('973', '{00}', '{}', 8, false, 'Bahrain'),
    ('974', '{00}', '{}', 8, false, 'Qatar'),
    ('975', '{00}', '{}', 8, false, 'Bhutan'),
    ('976', '{001,002}', '{0}', 8, false, 'Mongolia'),
    ('977', '{00}', '{0}', 10, false, 'Nepal'),
    ('992', '{810}', '{}', 9, false, 'Tajikistan'),
    ('993', '{810}', '{8}', 8, false, 'Turkmenistan'),
    ('994', '{00}', '{0}', 9, false, 'Azerbaijan'),
    ('995', '{00}', '{0}', 9, false, 'Georgia'),
    ('996', '{00}', '{0}', 9, false, 'Kyrgyzstan'),
    ('998', '{00}', '{8}', 9, false, 'Uzbekistan');
ANALYZE failure_demand_internal.shipped_phone_plan;

CREATE TABLE failure_demand.phone_plan (
    country_code           text PRIMARY KEY CHECK (failure_demand_internal.check_country_code(country_code)),
    international_prefixes text[] NOT NULL DEFAULT '{00}'
        CHECK (failure_demand_internal.check_prefixes(international_prefixes, 'international prefixes')),
    trunk_prefixes         text[] NOT NULL DEFAULT '{}'
        CHECK (failure_demand_internal.check_prefixes(trunk_prefixes, 'trunk prefixes')),
    national_digits        integer
        CHECK (failure_demand_internal.check_at_least_one(national_digits, 'national_digits')),
    leading_zero           boolean NOT NULL DEFAULT false,
    country                text
);
ALTER TABLE failure_demand.phone_plan OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.phone_plan IS
'how telephone numbers are written in a country, in your own words; a row wins over a shipped one of the same country '
'code';
COMMENT ON COLUMN failure_demand.phone_plan.country_code IS
'country code of ITU-T E.164, such as 49';
COMMENT ON COLUMN failure_demand.phone_plan.international_prefixes IS
'what is dialled there before a country code, such as {00}; of several the longest that fits is read';
COMMENT ON COLUMN failure_demand.phone_plan.trunk_prefixes IS
'what is dialled there before a national number, such as {0}; {}: nothing';
COMMENT ON COLUMN failure_demand.phone_plan.national_digits IS
'the most digits that a subscriber''s national number has, without a prefix; null: not known';
COMMENT ON COLUMN failure_demand.phone_plan.leading_zero IS
'can a national number itself begin with 0, as in Italy? then a 0 behind the country code stays';
COMMENT ON COLUMN failure_demand.phone_plan.country IS
'countries and areas that have the code, for who reads the table';
GRANT SELECT ON failure_demand.phone_plan TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('failure_demand.phone_plan', '');

CREATE VIEW failure_demand.phone_plan_in_force AS
SELECT DISTINCT ON (p.country_code) p.country_code, p.international_prefixes, p.trunk_prefixes, p.national_digits,
       p.leading_zero, p.country
FROM (SELECT country_code, international_prefixes, trunk_prefixes, national_digits, leading_zero, country, true AS own
      FROM failure_demand.phone_plan
      UNION ALL
      SELECT country_code, international_prefixes, trunk_prefixes, national_digits, leading_zero, country, false
      FROM failure_demand_internal.shipped_phone_plan) AS p
ORDER BY p.country_code, p.own DESC;
ALTER VIEW failure_demand.phone_plan_in_force OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.phone_plan_in_force IS
'how telephone numbers are written, each country code once: your own row where there is one, else the shipped one';
COMMENT ON COLUMN failure_demand.phone_plan_in_force.country_code IS
'country code of ITU-T E.164, such as 49';
COMMENT ON COLUMN failure_demand.phone_plan_in_force.international_prefixes IS
'what is dialled there before a country code';
COMMENT ON COLUMN failure_demand.phone_plan_in_force.trunk_prefixes IS
'what is dialled there before a national number';
COMMENT ON COLUMN failure_demand.phone_plan_in_force.national_digits IS
'the most digits that a subscriber''s national number has, without a prefix; null: not known';
COMMENT ON COLUMN failure_demand.phone_plan_in_force.leading_zero IS
'can a national number itself begin with 0, as in Italy?';
COMMENT ON COLUMN failure_demand.phone_plan_in_force.country IS
'countries and areas that have the code';
GRANT SELECT ON failure_demand.phone_plan_in_force TO PUBLIC;
