-- the same contacts by transfer_price: 50 rules decide which of 20 departments pay
SELECT sum(cost) FROM failure_demand.transfer_price('[2026-01-01,2026-07-01)');
