PRAGMA journal_mode=WAL;
-- A ledger as a server with schema 1 left it. Never edited: servers in the field have such files.
CREATE TABLE station(station_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    state TEXT NOT NULL, heartbeat_us INTEGER);
CREATE TABLE source(source_id INTEGER PRIMARY KEY, station_id INTEGER NOT NULL REFERENCES station,
    name TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE(station_id,name));
CREATE TABLE store(store_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, tier TEXT NOT NULL, root TEXT NOT NULL);
CREATE TABLE product(product_id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, level DOUBLE PRECISION NOT NULL,
    partition_kind TEXT NOT NULL, name_template TEXT NOT NULL, dir_template TEXT NOT NULL, media_type TEXT,
    active SMALLINT NOT NULL DEFAULT 1);
CREATE TABLE unit(unit_id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL REFERENCES source, src_path TEXT NOT NULL,
    inode INTEGER NOT NULL, mtime_us INTEGER NOT NULL, bytes INTEGER NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('settled','claiming','claimed','verified','processing','processed','storing','stored','registered','released','archived','deferred','retry','quarantined','conflict','lost','discarded')), epoch INTEGER NOT NULL DEFAULT 0,
    store_id INTEGER NOT NULL REFERENCES store, directory TEXT NOT NULL, artifact_id INTEGER, reason TEXT,
    attempts SMALLINT NOT NULL DEFAULT 0, first_seen_us INTEGER NOT NULL, updated_us INTEGER NOT NULL,
    UNIQUE(source_id,src_path,inode,mtime_us,bytes));
CREATE TABLE unit_member(unit_id INTEGER NOT NULL REFERENCES unit, role TEXT NOT NULL, name TEXT NOT NULL,
    bytes INTEGER NOT NULL, hash TEXT, hash_kind TEXT, PRIMARY KEY(unit_id,role,name));
CREATE TABLE slot(slot_id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES product,
    station_id INTEGER NOT NULL REFERENCES station, partition_key TEXT NOT NULL, dataset_id INTEGER, seq INTEGER,
    t_start_us INTEGER NOT NULL, t_stop_us INTEGER NOT NULL, current_artifact_id INTEGER, state TEXT NOT NULL,
    stale_reason SMALLINT NOT NULL DEFAULT 0, UNIQUE(product_id,station_id,partition_key));
CREATE TABLE artifact(artifact_id INTEGER PRIMARY KEY, slot_id INTEGER NOT NULL REFERENCES slot, v_i INTEGER NOT NULL,
    v_q INTEGER NOT NULL, v_r INTEGER NOT NULL, process_id INTEGER, code_version_id INTEGER, run_id INTEGER,
    fingerprint TEXT, content_hash TEXT NOT NULL, bytes INTEGER NOT NULL, is_current SMALLINT NOT NULL,
    state TEXT NOT NULL, superseded_by INTEGER, created_us INTEGER NOT NULL, UNIQUE(slot_id,v_i,v_q,v_r));
CREATE TABLE file(file_id INTEGER PRIMARY KEY, artifact_id INTEGER NOT NULL REFERENCES artifact, role TEXT NOT NULL,
    name TEXT NOT NULL, bytes INTEGER NOT NULL, hash TEXT NOT NULL, hash_kind TEXT NOT NULL,
    UNIQUE(artifact_id,role,name));
CREATE TABLE replica(file_id INTEGER NOT NULL REFERENCES file, store_id INTEGER NOT NULL REFERENCES store,
    path TEXT NOT NULL, state TEXT NOT NULL, verified_us INTEGER, PRIMARY KEY(file_id,store_id));
CREATE TABLE replica_intent(unit_id INTEGER NOT NULL REFERENCES unit, role TEXT NOT NULL, path TEXT NOT NULL,
    bytes INTEGER NOT NULL, hash TEXT NOT NULL, hash_kind TEXT NOT NULL, PRIMARY KEY(unit_id,role));
CREATE TABLE frame_stat(artifact_id INTEGER PRIMARY KEY REFERENCES artifact, vmax DOUBLE PRECISION,
    vsum DOUBLE PRECISION, vmean DOUBLE PRECISION, px INTEGER, py INTEGER, saturated INTEGER, roi_json TEXT);
CREATE TABLE fs_op(op_id INTEGER PRIMARY KEY, unit_id INTEGER, run_id INTEGER, epoch INTEGER NOT NULL,
    step TEXT NOT NULL, op TEXT NOT NULL, src TEXT, dst TEXT, hash TEXT, hash_kind TEXT,
    state TEXT NOT NULL CHECK(state IN ('intent','done','undone')), t_us INTEGER NOT NULL);
CREATE TABLE event(seq INTEGER PRIMARY KEY AUTOINCREMENT, t_us INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    subject_id INTEGER, body_json TEXT);
CREATE TABLE schema_version(version INTEGER PRIMARY KEY, hash TEXT NOT NULL, applied_us INTEGER NOT NULL);
CREATE INDEX unit_member_name ON unit_member(name);
CREATE INDEX unit_live ON unit(state,updated_us) WHERE state NOT IN ('archived','released','discarded');
CREATE UNIQUE INDEX artifact_current ON artifact(slot_id) WHERE is_current=1;
CREATE INDEX file_name_ix ON file(name);
CREATE INDEX file_hash ON file(hash);
CREATE UNIQUE INDEX replica_path ON replica(store_id,path);
CREATE INDEX replica_by_path ON replica(path);
CREATE INDEX replica_todo ON replica(store_id,state) WHERE state<>'verified';
CREATE INDEX fs_op_intent ON fs_op(unit_id) WHERE state='intent';
CREATE INDEX event_subject ON event(subject_id) WHERE subject_id IS NOT NULL;
INSERT INTO schema_version VALUES(1,'9e7c39288e56a2b8',1000000);
INSERT INTO station VALUES(1,'/var/lib/framewatch/old','server','active',NULL);
INSERT INTO source VALUES(2,1,'/raw','directory');
INSERT INTO product VALUES(3,'frame',1.0,'unit','{FRAME}','{DIRECTORY}','image/tiff',1);
INSERT INTO store VALUES(4,'/archive','archive','/archive');
INSERT INTO unit VALUES(100,2,'/raw/s/done.tif',11,1000,500,'archived',7,4,'s',120,NULL,0,1000000,2000000);
INSERT INTO unit_member(unit_id,role,name,bytes) VALUES(100,'frame','done.tif',500),(100,'sidecar','done.tif.metadata',50);
INSERT INTO slot VALUES(110,3,1,'/archive/s/done.tif',NULL,5,1000000,2000000,120,'present',0);
INSERT INTO artifact VALUES(120,110,1,0,0,NULL,NULL,NULL,NULL,'pixels',600,1,'complete',NULL,2000000);
INSERT INTO file VALUES(130,120,'image','done.tif',550,'aa','xxh3-128'),(131,120,'sidecar','done.tif.metadata',50,'bb','xxh3-128');
INSERT INTO replica VALUES(130,4,'/archive/s/done.tif','verified',2000000),(131,4,'/archive/s/done.tif.metadata','verified',2000000);
INSERT INTO frame_stat VALUES(120,9.0,25.0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO event(t_us,kind,subject,subject_id,body_json) VALUES(1000000,'found','unit',100,'{"text":"It has 500 bytes."}'),(2000000,'archived','unit',100,'{"text":"It lies at /archive/s/done.tif."}');
INSERT INTO unit VALUES(200,2,'/raw/s/waiting.tif',12,1500,500,'processed',7,4,'s',NULL,'No sidecar came within 10.0 s.',1,1500000,2500000);
INSERT INTO unit_member(unit_id,role,name,bytes) VALUES(200,'frame','waiting.tif',500);
INSERT INTO fs_op VALUES(210,200,NULL,7,'process','rename','/temp/200','/processed/200',NULL,NULL,'intent',1500000);
