/// Online store in RocksDB: a directory on the disk of the one process that writes to it.
///
/// Start reading at [RocksStore]. A write is on the disk when it returns: RocksDB's log is synced
/// each time (0.1 to 10 ms, shared by concurrent writes). For many rows [RocksStore#bulkLoad]
/// writes files in RocksDB's format and adds them all at once, synced once at the end. `RocksLoad`
/// writes them on a thread of its own, from rows outside of the heap (`SstRowBuffer`). Entity keys
/// keep their order in bytes (`EntityKeys`), so that the files do not overlap.
///
/// Rows that were read stay in a [RowCache] (ADR 0029): a `RowRing` of bytes outside of the heap
/// with a `RowIndex`, read without a lock. `RowVersions` lets a write invalidate the rows of its
/// keys. `StoreLockOwner` records the owner of the directory; `RocksSecondaryStore` reads what the
/// owner writes, and follows it on a thread of its own while there are readers. `NativeUseCounter`
/// counts calls in native code, which is freed after the last one. `StoreCheck` compares the files
/// with their `Manifest`; `RocksRepair` replaces a damaged one by what is readable (ADR 0058).
///
/// Deliberately absent: column families, transactions, time to live, backups; a store is a copy of
/// what can be computed again.
@NullMarked
package dev.berth.features.rocksdb;

import org.jspecify.annotations.NullMarked;
