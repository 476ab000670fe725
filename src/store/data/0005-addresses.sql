-- Addresses that last. The reducers number stories, dossiers and persons in the order in which they meet them ("s12"); the store names
-- them by their content, once, and keeps the name for as long as the number means the same.
CREATE TABLE address (number TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
-- What was published under its number keeps that.
INSERT OR IGNORE INTO address SELECT id, id FROM bundle WHERE view = 0;
INSERT OR IGNORE INTO address SELECT id, id FROM person;
INSERT OR IGNORE INTO address SELECT id, id FROM redirect;
-- All the forms of a name that lead to a person or body: key, of the form; id, whose it is.
CREATE TABLE person_key (key TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
-- Addresses of an earlier grouping: the report that stood for the story or dossier, or the key of the person's name.
CREATE TABLE former (id TEXT PRIMARY KEY, article TEXT, person TEXT) WITHOUT ROWID;
-- The editions that an article was owed once: grouping it anew owes them no second time.
ALTER TABLE article ADD COLUMN owed TEXT NOT NULL DEFAULT '';
UPDATE article SET owed = (SELECT value FROM meta WHERE key = 'editions') WHERE turn IS NOT NULL;
