BEGIN TRANSACTION;
CREATE TABLE attempt (
    number INTEGER PRIMARY KEY, scenario TEXT NOT NULL, section TEXT NOT NULL, domain TEXT NOT NULL,
    kind TEXT NOT NULL, difficulty TEXT NOT NULL, moment TEXT NOT NULL, seconds REAL NOT NULL,
    score INTEGER NOT NULL, passed INTEGER NOT NULL, hints INTEGER NOT NULL, mode TEXT NOT NULL,
    verdicts TEXT NOT NULL
, edition TEXT NOT NULL DEFAULT 'current', exam TEXT REFERENCES exam (id));
INSERT INTO "attempt" VALUES(1,'messages-that-come-back','sqs','troubleshooting','symptom','easy','2025-03-02T09:00:00.000000+00:00',101.0,100,1,0,'exam','{"hidden-long-enough": true}','notes','spring');
CREATE TABLE exam (
    id TEXT PRIMARY KEY, scenarios TEXT NOT NULL, domains TEXT NOT NULL, started TEXT NOT NULL,
    minutes INTEGER NOT NULL, edition TEXT, ended TEXT NOT NULL
);
INSERT INTO "exam" VALUES('spring','["messages-that-come-back", "keys-of-ones-own"]','["troubleshooting", "security"]','2025-03-02T08:55:00.000000+00:00',30,'notes','2025-03-02T09:05:00.000000+00:00');
CREATE TABLE card (scenario TEXT PRIMARY KEY, card TEXT NOT NULL);
INSERT INTO "card" VALUES('messages-that-come-back','{"card_id": 0, "state": 2, "step": null, "stability": 8.2956, "difficulty": 1.0, "due": "2025-03-10T09:00:00+00:00", "last_review": "2025-03-02T09:00:00+00:00"}');
CREATE INDEX attempt_by_scenario ON attempt (scenario, moment);
CREATE TABLE sitting (
    id TEXT PRIMARY KEY, scenarios TEXT NOT NULL, domains TEXT NOT NULL, started TEXT NOT NULL,
    minutes INTEGER NOT NULL, edition TEXT, position INTEGER NOT NULL
);
INSERT INTO "sitting" VALUES('summer','["messages-that-come-back", "keys-of-ones-own"]','["troubleshooting", "security"]','2025-06-02T08:55:00.000000+00:00',30,NULL,1);
CREATE TABLE answer (
    sitting TEXT NOT NULL REFERENCES sitting (id), position INTEGER NOT NULL, design TEXT NOT NULL,
    seconds REAL NOT NULL, flagged INTEGER NOT NULL, PRIMARY KEY (sitting, position)
);
INSERT INTO "answer" VALUES('summer',1,'format: 1',61.5,1);
COMMIT;
PRAGMA user_version = 3;
