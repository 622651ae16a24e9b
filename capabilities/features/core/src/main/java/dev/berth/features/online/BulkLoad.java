package dev.berth.features.online;

/// Bulk load of very many rows into a store, such as all rows of a view.
///
/// Rows are durable once [#finish] has returned. Before, they may be visible, and after an
/// interruption a prefix of them may remain: a mark that is put last is found only if all rows are
/// there. A load may be repeated from its beginning with the same result. Rows come in any order,
/// fastest in the order of unsigned bytes; the last of equal keys counts. A concurrent write of the
/// same key may or may not win. Not thread-safe; failures as in [OnlineStore].
public interface BulkLoad extends AutoCloseable {

    /// Adds a row. The load takes ownership of the arrays.
    void put(byte[] key, byte[] value);

    /// Makes the rows durable. Nothing can be added afterwards.
    void finish();

    /// Discards unfinished rows and releases resources.
    @Override
    void close();
}
