BEGIN TRANSACTION;
CREATE TABLE attempt (
    number INTEGER PRIMARY KEY, scenario TEXT NOT NULL, section TEXT NOT NULL, domain TEXT NOT NULL,
    kind TEXT NOT NULL, difficulty TEXT NOT NULL, moment TEXT NOT NULL, seconds REAL NOT NULL,
    score INTEGER NOT NULL, passed INTEGER NOT NULL, hints INTEGER NOT NULL, mode TEXT NOT NULL,
    verdicts TEXT NOT NULL
);
INSERT INTO "attempt" VALUES(1,'messages-that-come-back','sqs','troubleshooting','symptom','easy','2025-03-01T09:00:00.000000+00:00',312.5,40,0,1,'learning','{"hidden-long-enough": false, "kept": true}');
INSERT INTO "attempt" VALUES(2,'messages-that-come-back','sqs','troubleshooting','symptom','easy','2025-03-02T09:00:00.000000+00:00',101.0,100,1,0,'learning','{"hidden-long-enough": true, "kept": true}');
INSERT INTO "attempt" VALUES(3,'keys-of-ones-own','kms','security','build','hard','2025-03-02T10:30:00.000000+00:00',840.0,75,1,2,'learning','{"encrypted": true}');
CREATE INDEX attempt_by_scenario ON attempt (scenario, moment);
COMMIT;
PRAGMA user_version = 1;
