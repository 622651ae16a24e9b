package dev.berth.serving.loading;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.SourceLocation;
import org.jspecify.annotations.Nullable;

/// Source locations in a package's description. Its file is read when the first location is
/// requested, which is when something is wrong: reading it costs more than a small model's load.
/// Not thread-safe.
final class PackageSourceLocator {
    private final ModelPackage modelPackage;
    private @Nullable Document document;

    PackageSourceLocator(ModelPackage modelPackage) {
        this.modelPackage = modelPackage;
    }

    SourceLocation locate(String pointer) {
        if (document == null) {
            document =
                    DocumentReader.read(modelPackage.directory().resolve(PackageEntry.FILE_NAME));
        }
        return document.locate(pointer);
    }
}
