package dev.berth.audit.code;

import dev.berth.audit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;

/// Facts about a file while it is being read. Not thread-safe.
public final class CodeFacts {
    public final List<Import> imports = new ArrayList<>();
    public final List<CodeUnit> units = new ArrayList<>();
    public final List<CodeCall> calls = new ArrayList<>();
    public final List<Assignment> assignments = new ArrayList<>();
    public final List<Branch> branches = new ArrayList<>();
    public final List<Handler> handlers = new ArrayList<>();
    public final List<Comparison> comparisons = new ArrayList<>();
    public final List<Returned> returns = new ArrayList<>();
    public final List<SqlStatement> queries = new ArrayList<>();
    public final List<Setting> settings = new ArrayList<>();
    public final List<CodeFile.Text> strings = new ArrayList<>();

    /// The facts of a file.
    public CodeFile of(SourceFile source) {
        return new CodeFile(
                source,
                imports,
                units,
                calls,
                assignments,
                branches,
                handlers,
                comparisons,
                returns,
                queries,
                settings,
                strings);
    }
}
