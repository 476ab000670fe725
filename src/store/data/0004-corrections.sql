-- What later articles showed of earlier answers of grouping: each article that moved, in the turn that moved it; and where ids
-- lead that nothing has any more.
CREATE TABLE correction (
    turn INTEGER NOT NULL, article TEXT NOT NULL, was_story TEXT NOT NULL, was_dossier TEXT NOT NULL, story TEXT NOT NULL, dossier TEXT NOT NULL);
CREATE INDEX correction_article ON correction (article, turn);
CREATE TABLE redirect (id TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID;
