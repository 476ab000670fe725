-- Who carries whose text (src/story/reports.h), made anew for a story when one of its articles comes, goes or moves.
-- near: the article whose text it shares, as grouping or the comparison with other languages found it when it came, in either
-- direction; relay_of is then the way the text took. origin: cr_origin_how; carries: whom it says it carries; earliest: the
-- original at the end of the way; root: whose report it is in the end, as a number, 0 where nobody knows; credit: the agency
-- that its byline or last line names.
ALTER TABLE article ADD COLUMN near TEXT;
ALTER TABLE article ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN carries TEXT;
ALTER TABLE article ADD COLUMN earliest TEXT;
ALTER TABLE article ADD COLUMN root INTEGER;
ALTER TABLE article ADD COLUMN credit TEXT;
UPDATE article SET near = relay_of, origin = relay_of IS NOT NULL;

-- What is kept of each article to compare it with the others of its story (src/story/sketch.h).
CREATE TABLE sketch (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);

-- Relays that turned out otherwise than they were told, in the turn that showed it: an original that came after its copies.
CREATE TABLE turned (turn INTEGER NOT NULL, article TEXT NOT NULL, was TEXT, relay_of TEXT);
CREATE INDEX turned_article ON turned (article, turn);

-- bundle_outlet also holds one row for each root, named "=" and its number: n is 0, own counts its articles.
