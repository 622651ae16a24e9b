package dev.berth.features.online;

/// Very many rows on their way into a store, such as all of a view.
///
/// Rows are there and stay once [#finish] has returned. Before that they may be seen already, and
/// of what is interrupted, by a failure or the end of the process, the first rows that were put may
/// be there and the others not: the caller that puts a mark last finds it only if all rows are
/// there. The same load can be run again from its beginning, and gives what it would have given.
/// Rows come in any order, of several with one key the last counts; in the order of unsigned bytes
/// they are written quickest. Whether a row of the load or one that is written beside it with the
/// same key comes out on top is open. For one thread; failures as in [OnlineStore].
public interface BulkLoad extends AutoCloseable {

    /// Adds a row. The arrays are the load's from then on.
    void put(byte[] key, byte[] value);

    /// Makes the rows stay. Nothing can be added afterwards.
    void finish();

    /// Gives up what is not finished, and frees what the load takes.
    @Override
    void close();
}
