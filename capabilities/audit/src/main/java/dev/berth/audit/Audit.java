package dev.berth.audit;

import dev.berth.audit.code.CodeBase;
import dev.berth.audit.detect.Detectors;
import dev.berth.audit.reader.CodeBaseReader;
import dev.berth.audit.source.SourceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Audit of the source around a system.
public final class Audit {
    private Audit() {}

    /// What is found in a repository.
    ///
    /// @param progress receives the path of each file
    public static AuditReport ofRepository(Path directory, Consumer<String> progress)
            throws IOException {
        SourceTree tree = SourceTree.read(directory, progress);
        CodeBase code = CodeBaseReader.read(tree, progress);
        return new AuditReport(Detectors.findings(code), code.files().size(), code.skipped());
    }
}
