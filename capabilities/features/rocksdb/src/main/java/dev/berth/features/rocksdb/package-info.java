/// Online rows in RocksDB: a folder on the disk of the one process that writes to it.
///
/// Start reading at [RocksStore]. A write is on the disk when it returns (RocksDB's log is synced
/// for each), which costs as much as the disk takes for that, 0.1 to 10 ms, shared by the writes of
/// several threads at the same time. [RocksStore#bulkLoad] is the way around it for many rows:
/// files are written in RocksDB's own format and taken in as they are, synced once at the end. Rows
/// that were read stay in a [RowCache], which says why nothing old is ever read from it.
/// Deliberately absent: column families, transactions, time to live, backups; a store is a copy of
/// what can be computed again.
@NullMarked
package dev.berth.features.rocksdb;

import org.jspecify.annotations.NullMarked;
