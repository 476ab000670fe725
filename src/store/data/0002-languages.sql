-- How many visible articles each language has, in private (view 0) and as the public may see them (view 1): kept as articles come
-- and go, because counting them for every front page takes longer than the page.
CREATE TABLE language_count (view INTEGER NOT NULL, lang TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (view, lang)) WITHOUT ROWID;
INSERT INTO language_count SELECT 0, lang, count(*) FROM article WHERE visible GROUP BY lang;
INSERT INTO language_count SELECT 1, lang, count(*) FROM article WHERE visible AND public GROUP BY lang;
-- Lists of languages read this now, and the most important story of a dossier is found by the index alone.
DROP INDEX bundle_dossier;
CREATE INDEX bundle_dossier ON bundle (view, kind, dossier, importance, id);
