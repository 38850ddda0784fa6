/// The text of the schema, step by step. Applied steps are never edited: a change is a new step.
enum LedgerSchema {
    private static var states: String {
        [
            "settled", "claiming", "claimed", "verified", "processing", "processed", "storing", "stored", "registered",
            "released", "archived", "deferred", "retry", "quarantined", "conflict", "lost", "discarded",
        ].map { "'\($0)'" }.joined(separator: ",")
    }

    /// Where the file system of a store was mounted when frames went there.
    static var mountPoints: String { "ALTER TABLE store ADD COLUMN mount_point TEXT;" }

    // Times are microseconds since 1970, UTC. Row numbers are made by the application, except those of events.
    static var first: String {
        """
        CREATE TABLE station(station_id {id} PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
            state TEXT NOT NULL, heartbeat_us {int});
        CREATE TABLE source(source_id {id} PRIMARY KEY, station_id {int} NOT NULL REFERENCES station,
            name TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE(station_id,name));
        CREATE TABLE store(store_id {id} PRIMARY KEY, name TEXT NOT NULL UNIQUE, tier TEXT NOT NULL, root TEXT NOT NULL);
        CREATE TABLE product(product_id {id} PRIMARY KEY, name TEXT NOT NULL UNIQUE, level DOUBLE PRECISION NOT NULL,
            partition_kind TEXT NOT NULL, name_template TEXT NOT NULL, dir_template TEXT NOT NULL, media_type TEXT,
            active SMALLINT NOT NULL DEFAULT 1);
        CREATE TABLE unit(unit_id {id} PRIMARY KEY, source_id {int} NOT NULL REFERENCES source, src_path TEXT NOT NULL,
            inode {int} NOT NULL, mtime_us {int} NOT NULL, bytes {int} NOT NULL,
            state TEXT NOT NULL CHECK(state IN (\(states))), epoch {int} NOT NULL DEFAULT 0,
            store_id {int} NOT NULL REFERENCES store, directory TEXT NOT NULL, artifact_id {int}, reason TEXT,
            attempts SMALLINT NOT NULL DEFAULT 0, first_seen_us {int} NOT NULL, updated_us {int} NOT NULL,
            UNIQUE(source_id,src_path,inode,mtime_us,bytes));
        CREATE TABLE unit_member(unit_id {int} NOT NULL REFERENCES unit, role TEXT NOT NULL, name TEXT NOT NULL,
            bytes {int} NOT NULL, hash TEXT, hash_kind TEXT, PRIMARY KEY(unit_id,role,name));
        CREATE TABLE slot(slot_id {id} PRIMARY KEY, product_id {int} NOT NULL REFERENCES product,
            station_id {int} NOT NULL REFERENCES station, partition_key TEXT NOT NULL, dataset_id {int}, seq {int},
            t_start_us {int} NOT NULL, t_stop_us {int} NOT NULL, current_artifact_id {int}, state TEXT NOT NULL,
            stale_reason SMALLINT NOT NULL DEFAULT 0, UNIQUE(product_id,station_id,partition_key));
        CREATE TABLE artifact(artifact_id {id} PRIMARY KEY, slot_id {int} NOT NULL REFERENCES slot, v_i {int} NOT NULL,
            v_q {int} NOT NULL, v_r {int} NOT NULL, process_id {int}, code_version_id {int}, run_id {int},
            fingerprint TEXT, content_hash TEXT NOT NULL, bytes {int} NOT NULL, is_current SMALLINT NOT NULL,
            state TEXT NOT NULL, superseded_by {int}, created_us {int} NOT NULL, UNIQUE(slot_id,v_i,v_q,v_r));
        CREATE TABLE file(file_id {id} PRIMARY KEY, artifact_id {int} NOT NULL REFERENCES artifact, role TEXT NOT NULL,
            name TEXT NOT NULL, bytes {int} NOT NULL, hash TEXT NOT NULL, hash_kind TEXT NOT NULL,
            UNIQUE(artifact_id,role,name));
        CREATE TABLE replica(file_id {int} NOT NULL REFERENCES file, store_id {int} NOT NULL REFERENCES store,
            path TEXT NOT NULL, state TEXT NOT NULL, verified_us {int}, PRIMARY KEY(file_id,store_id));
        CREATE TABLE replica_intent(unit_id {int} NOT NULL REFERENCES unit, role TEXT NOT NULL, path TEXT NOT NULL,
            bytes {int} NOT NULL, hash TEXT NOT NULL, hash_kind TEXT NOT NULL, PRIMARY KEY(unit_id,role));
        CREATE TABLE frame_stat(artifact_id {int} PRIMARY KEY REFERENCES artifact, vmax DOUBLE PRECISION,
            vsum DOUBLE PRECISION, vmean DOUBLE PRECISION, px {int}, py {int}, saturated {int}, roi_json TEXT);
        CREATE TABLE fs_op(op_id {id} PRIMARY KEY, unit_id {int}, run_id {int}, epoch {int} NOT NULL,
            step TEXT NOT NULL, op TEXT NOT NULL, src TEXT, dst TEXT, hash TEXT, hash_kind TEXT,
            state TEXT NOT NULL CHECK(state IN ('intent','done','undone')), t_us {int} NOT NULL);
        CREATE TABLE event(seq {auto}, t_us {int} NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
            subject_id {int}, body_json TEXT);
        CREATE TABLE schema_version(version {int} PRIMARY KEY, hash TEXT NOT NULL, applied_us {int} NOT NULL);
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
        """
    }

    // Which file exactly was looked at: it must still be that one when it is used or removed.
    static var identities: String {
        """
        ALTER TABLE unit_member ADD COLUMN device {int};
        ALTER TABLE unit_member ADD COLUMN inode {int};
        ALTER TABLE unit_member ADD COLUMN mtime_ns {int};
        """
    }
}
