package dev.berth.features.spark;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/// Output directory that is written under a temporary name and moved into place once complete.
final class OutputFolder {
    private final Configuration configuration;
    private final Path folder;

    OutputFolder(Configuration configuration, String folder) {
        this.configuration = configuration;
        this.folder = new Path(folder);
    }

    void write(Dataset<Row> rows, SparkFormat format) {
        var part = new Path(folder.getParent(), folder.getName() + ".part");
        var writer = rows.write().mode(SaveMode.Overwrite);
        try {
            FileSystem system = folder.getFileSystem(configuration);
            try {
                format.write(writer, part.toString());
                system.delete(folder, true);
                if (!system.rename(part, folder)) {
                    throw new IOException(part + " cannot be renamed");
                }
            } finally {
                system.delete(part, true);
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNAVAILABLE,
                            "the output " + folder + " cannot be written: " + e.getMessage(),
                            "name a folder where the cluster may write"),
                    e);
        }
    }
}
