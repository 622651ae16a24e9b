package dev.berth.tables.iceberg;

import java.util.function.LongConsumer;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.deletes.PositionDeleteIndex;

/// The positions of a file's deleted rows, as a bitmap within a file of Iceberg's own format.
public final class DeletionVector {
    private final TableName table;
    private final TableFileIo reads;
    private final DeleteFile file;

    DeletionVector(TableName table, TableFileIo reads, DeleteFile file) {
        this.table = table;
        this.reads = reads;
        this.file = file;
    }

    /// Reads the bitmap.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` if it cannot be read
    public void forEach(LongConsumer position) {
        index().forEach(position);
    }

    private PositionDeleteIndex index() {
        try {
            byte[] bitmap =
                    reads.piece(
                            file.location(),
                            file.contentOffset(),
                            Math.toIntExact(file.contentSizeInBytes()));
            return PositionDeleteIndex.deserialize(bitmap, file);
        } catch (RuntimeException e) {
            throw table.unreadable("deletes in " + file.location(), e);
        }
    }
}
