package dev.berth.audit.detect;

import dev.berth.audit.code.Assignment;
import dev.berth.audit.code.CodeBase;
import dev.berth.audit.code.CodeCall;
import dev.berth.audit.code.CodeFile;
import dev.berth.audit.code.SqlStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Data that code reads and writes, where its name is written in the code: as text, or as a
/// constant that is assigned once.
final class DataAccesses {
    private static final List<String> PATH_KEYWORDS =
            List.of("filepath_or_buffer", "path_or_buf", "path", "filepath", "file", "name", "con");

    private DataAccesses() {}

    /// All accesses of files that are no tests, in the order of the files, then of the lines.
    static List<DataAccess> of(CodeBase code) {
        Map<String, String> shared = sharedConstants(code);
        List<DataAccess> all = new ArrayList<>();
        code.products().forEach(file -> all.addAll(of(file, shared)));
        return List.copyOf(all);
    }

    private static List<DataAccess> of(CodeFile file, Map<String, String> shared) {
        List<DataAccess> found = new ArrayList<>();
        Steps steps = Steps.of(file);
        Map<String, String> constants = new HashMap<>(shared);
        constants.putAll(constants(file));
        for (CodeCall call : file.calls()) {
            Step step = steps.of(call).orElse(null);
            if (step == Step.READ || step == Step.WRITE) {
                boolean isTable =
                        call.method().matches("to_sql|read_sql_table|saveAsTable|insertInto|table");
                data(call, constants)
                        .filter(each -> !each.isBlank() && !each.contains("{}") && !isQuery(each))
                        .ifPresent(
                                each ->
                                        found.add(
                                                new DataAccess(
                                                        isTable
                                                                ? each.toLowerCase(
                                                                        java.util.Locale.ROOT)
                                                                : each,
                                                        isTable
                                                                ? DataAccess.Kind.TABLE
                                                                : DataAccess.Kind.FILE,
                                                        step == Step.WRITE,
                                                        file,
                                                        call.line(),
                                                        call.unit())));
            }
        }
        file.queries().forEach(query -> addTables(file, query, found));
        found.sort(java.util.Comparator.comparingInt(DataAccess::line));
        return found;
    }

    private static boolean isQuery(String text) {
        return text.strip().contains(" ")
                && text.strip().toLowerCase(java.util.Locale.ROOT).startsWith("select");
    }

    private static void addTables(CodeFile file, SqlStatement query, List<DataAccess> found) {
        Set<String> ctes = new HashSet<>();
        query.ctes().forEach(each -> ctes.add(each.name()));
        for (SqlStatement.Table table : query.read()) {
            if (!ctes.contains(table.name())) {
                found.add(access(file, query, table, false));
            }
        }
        query.written().forEach(table -> found.add(access(file, query, table, true)));
    }

    private static DataAccess access(
            CodeFile file, SqlStatement query, SqlStatement.Table table, boolean isWrite) {
        return new DataAccess(
                table.name(), DataAccess.Kind.TABLE, isWrite, file, table.line(), query.unit());
    }

    private static Optional<String> data(CodeCall call, Map<String, String> constants) {
        for (String keyword : PATH_KEYWORDS) {
            Optional<String> named = call.argument(keyword).flatMap(each -> text(each, constants));
            if (named.isPresent()) {
                return named;
            }
        }
        return call.arguments().stream()
                .filter(each -> each.keyword().isEmpty())
                .findFirst()
                .flatMap(each -> text(each, constants));
    }

    /// The text of an argument: itself, within `Path.of("…")`, or a constant's.
    private static Optional<String> text(
            CodeCall.Argument argument, Map<String, String> constants) {
        if (argument.string().isPresent()) {
            return argument.string();
        }
        String text = argument.text();
        var quoted =
                java.util.regex.Pattern.compile(
                                "(?:\\w+\\.)*(?:Path|Paths\\.get|Path\\.of|File)\\(\\s*[\"']([^\"']+)[\"']\\s*\\)")
                        .matcher(text);
        if (quoted.matches()) {
            return Optional.of(quoted.group(1));
        }
        String name = text.substring(text.lastIndexOf('.') + 1);
        return Optional.ofNullable(constants.get(name));
    }

    /// Texts of variables that a file assigns once.
    private static Map<String, String> constants(CodeFile file) {
        Map<String, String> found = new HashMap<>();
        Set<String> changed = new HashSet<>();
        for (Assignment each : file.assignments()) {
            for (String name : each.targets()) {
                if (!each.column().isEmpty()) {
                    continue;
                }
                if (each.string().isEmpty() || found.put(name, each.string().get()) != null) {
                    changed.add(name);
                }
            }
        }
        found.keySet().removeAll(changed);
        return found;
    }

    /// Constants in upper case that one file alone assigns.
    private static Map<String, String> sharedConstants(CodeBase code) {
        Map<String, String> found = new HashMap<>();
        Set<String> several = new HashSet<>();
        for (CodeFile file : code.products()) {
            constants(file)
                    .forEach(
                            (name, value) -> {
                                if (name.matches("[A-Z][A-Z0-9_]+")
                                        && found.put(name, value) != null) {
                                    several.add(name);
                                }
                            });
        }
        found.keySet().removeAll(several);
        return found;
    }
}
