-- 微心愿 is open: the first page of the phone leads to the wall.

UPDATE home_sections SET state = 'open', address = '/wishes' WHERE area IS NULL AND key = 'wishes';
