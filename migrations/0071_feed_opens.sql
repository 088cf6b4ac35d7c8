-- 邻里圈 is open on the phone's first page.
UPDATE home_sections SET state = 'open', address = '/neighbours' WHERE area IS NULL AND key = 'neighbours';
