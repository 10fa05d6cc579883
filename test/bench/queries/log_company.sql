-- a rate asked of the log that a refresh keeps: a thirtieth has come and gone since it was made
SELECT bounce_rate(company_log(), '48 hours');
