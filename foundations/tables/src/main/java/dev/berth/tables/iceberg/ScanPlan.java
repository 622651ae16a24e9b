package dev.berth.tables.iceberg;

import dev.berth.tables.iceberg.ColumnReading.Constant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.ContentFileUtil;

/// The files of the current snapshot, with the deletes of each.
final class ScanPlan {
    /// Manifests that are read side by side; each is in memory as a whole.
    private static final int THREADS = 4;

    static final String REWRITE =
            "have the table's files rewritten as Parquet without deletes, as rewrite_data_files of"
                    + " Spark does, or declare data files as parquet";

    private final TableName name;
    private final BaseTable table;
    private final TableFileIo reads;

    ScanPlan(TableName name, BaseTable table, TableFileIo reads) {
        this.name = name;
        this.table = table;
        this.reads = reads;
    }

    /// @throws dev.berth.core.ProblemException `source-unavailable` if a file is of a kind that is
    ///   not read
    List<TableFile> files() {
        List<TableFile> files = new ArrayList<>();
        // Iceberg's own threads would outlive the scan.
        try (ExecutorService threads =
                        Executors.newFixedThreadPool(
                                THREADS, Thread.ofPlatform().daemon().factory());
                CloseableIterable<FileScanTask> tasks =
                        table.newScan().planWith(threads).planFiles()) {
            tasks.forEach(task -> files.add(file(task)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requireOnce(files);
        return files;
    }

    /// Deletes could not be distinguished, and engines may read such a file once.
    private void requireOnce(List<TableFile> files) {
        Set<String> paths = new HashSet<>();
        for (TableFile file : files) {
            if (!paths.add(file.path())) {
                throw name.unavailable("has the file " + file.recorded() + " twice", REWRITE);
            }
        }
    }

    private TableFile file(FileScanTask task) {
        requireReadable(task.file());
        List<String> positions = new ArrayList<>();
        List<EqualityDelete> equalities = new ArrayList<>();
        Optional<DeletionVector> vector = Optional.empty();
        for (DeleteFile delete : task.deletes()) {
            if (ContentFileUtil.isDV(delete)) {
                requirePlain(delete);
                vector = Optional.of(new DeletionVector(name, reads, delete));
                continue;
            }
            requireReadable(delete);
            if (delete.content() == FileContent.POSITION_DELETES) {
                positions.add(reads.place(delete.location()));
            } else {
                equalities.add(equality(delete));
            }
        }
        return new TableFile(
                reads.place(task.file().location()),
                task.file().location(),
                constants(task),
                sequence(task.file()),
                partition(task.file()),
                positions,
                equalities,
                vector);
    }

    private Map<Integer, Constant> constants(FileScanTask task) {
        return PartitionConstants.of(task.spec(), task.file().partition(), table.schema());
    }

    private EqualityDelete equality(DeleteFile delete) {
        PartitionSpec spec = table.specs().get(delete.specId());
        boolean isEverywhere = spec == null || spec.isUnpartitioned();
        return new EqualityDelete(
                reads.place(delete.location()),
                delete.equalityFieldIds().stream().sorted().toList(),
                sequence(delete),
                isEverywhere ? Optional.empty() : Optional.of(partition(delete)));
    }

    /// Tables of the first version of the format have no such numbers, and no deletes.
    private static long sequence(ContentFile<?> file) {
        Long sequence = file.dataSequenceNumber();
        return sequence == null ? 0 : sequence;
    }

    private static String partition(ContentFile<?> file) {
        var written = new StringBuilder().append(file.specId());
        for (int i = 0; i < file.partition().size(); i++) {
            Object part = file.partition().get(i, Object.class);
            String value =
                    part instanceof ByteBuffer bytes
                            ? StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString()
                            : String.valueOf(part);
            written.append('/').append(value.length()).append(':').append(value);
        }
        return written.toString();
    }

    private void requireReadable(ContentFile<?> file) {
        requirePlain(file);
        if (file.format() != FileFormat.PARQUET) {
            throw name.unavailable(
                    "has the file "
                            + file.location()
                            + " of format "
                            + file.format()
                            + ", which is not read (expected: PARQUET)",
                    REWRITE);
        }
    }

    private void requirePlain(ContentFile<?> file) {
        if (file.keyMetadata() != null) {
            throw name.unavailable(
                    "has the file " + file.location() + ", which is encrypted",
                    "keep a copy of the table that is not encrypted");
        }
    }
}
