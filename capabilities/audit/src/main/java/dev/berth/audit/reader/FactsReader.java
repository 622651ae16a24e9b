package dev.berth.audit.reader;

import dev.berth.audit.code.CodeFile;
import dev.berth.audit.source.SourceFile;
import dev.berth.audit.syntax.UnreadableSource;

/// Reader of the facts of files in one language. Not thread-safe.
interface FactsReader {
    /// The facts of a file.
    ///
    /// @throws UnreadableSource if it is nested too deeply, too large, or no file of the language
    CodeFile read(SourceFile file) throws UnreadableSource;
}
