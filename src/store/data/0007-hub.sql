-- What grouping saw of an article in the language of the hub (src/wire/hub.h), until the state that has read it is saved: an article that is
-- read again after a crash is seen as it was, whatever translates by then.
CREATE TABLE hub (seq INTEGER PRIMARY KEY, lang TEXT NOT NULL, title TEXT, lead TEXT);
