package dev.berth.audit.reader;

import dev.berth.audit.code.CodeBase;
import dev.berth.audit.code.CodeFile;
import dev.berth.audit.source.Language;
import dev.berth.audit.source.SkippedFile;
import dev.berth.audit.source.SourceFile;
import dev.berth.audit.source.SourceTree;
import dev.berth.audit.syntax.UnreadableSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Reader of the facts of all files of a repository.
public final class CodeBaseReader {
    private final Map<Language, FactsReader> readers = new EnumMap<>(Language.class);

    private CodeBaseReader() {}

    /// The facts; a file that is not understood is among those skipped.
    ///
    /// @param progress receives each path before its file is parsed
    public static CodeBase read(SourceTree tree, Consumer<String> progress) {
        var reader = new CodeBaseReader();
        List<CodeFile> files = new ArrayList<>();
        List<SkippedFile> skipped = new ArrayList<>(tree.skipped());
        for (SourceFile file : tree.files()) {
            progress.accept(file.path());
            try {
                FactsReader each = reader.readers.get(file.language());
                if (each != null) {
                    files.add(each.read(file));
                }
            } catch (UnreadableSource e) {
                skipped.add(new SkippedFile(file.path(), e.reason()));
            }
        }
        return CodeBase.of(files, skipped);
    }
}
