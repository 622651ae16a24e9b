package dev.berth.audit.code;

import dev.berth.audit.source.SourceFile;
import java.util.List;

/// Facts about a file. Lists are in the order of the file.
///
/// @param units the file itself first; of a file of SQL or YAML it alone
/// @param queries statements of SQL, those in texts of other languages included
/// @param settings of a file of YAML
/// @param strings all texts with the lines on which they begin
public record CodeFile(
        SourceFile source,
        List<Import> imports,
        List<CodeUnit> units,
        List<CodeCall> calls,
        List<Assignment> assignments,
        List<Branch> branches,
        List<Handler> handlers,
        List<Comparison> comparisons,
        List<Returned> returns,
        List<SqlStatement> queries,
        List<Setting> settings,
        List<Text> strings) {
    public CodeFile {
        imports = List.copyOf(imports);
        units = List.copyOf(units);
        calls = List.copyOf(calls);
        assignments = List.copyOf(assignments);
        branches = List.copyOf(branches);
        handlers = List.copyOf(handlers);
        comparisons = List.copyOf(comparisons);
        returns = List.copyOf(returns);
        queries = List.copyOf(queries);
        settings = List.copyOf(settings);
        strings = List.copyOf(strings);
    }

    /// A text in code.
    public record Text(String value, int line) {}

    /// The path of the file.
    public String path() {
        return source.path();
    }

    /// The innermost function around a unit, or the file.
    public CodeUnit function(int unit) {
        CodeUnit each = units.get(unit);
        while (each.kind() == CodeUnit.Kind.TYPE) {
            each = units.get(each.parent());
        }
        return each;
    }

    /// Whether a unit is another one or inside of it.
    public boolean isInside(int unit, int outer) {
        int each = unit;
        while (each != outer && each != 0) {
            each = units.get(each).parent();
        }
        return each == outer;
    }
}
