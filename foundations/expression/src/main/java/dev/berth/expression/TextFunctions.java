package dev.berth.expression;

import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The functions of CEL for texts whose time or result grows with the product of two of their
/// arguments: `contains`, and of its extension for strings `indexOf`, `lastIndexOf`, `join`,
/// `replace` and `split`. Thread-safe.
///
/// They give what the library's own give. These bindings take the place of the library's, which do
/// their work before any of it can be counted: a text of a megabyte whose letters are each replaced
/// by another such text has a terabyte. Positions count code points, as everywhere in CEL.
final class TextFunctions {
    private static final Set<Function> METERED =
            EnumSet.of(
                    Function.INDEX_OF,
                    Function.LAST_INDEX_OF,
                    Function.JOIN,
                    Function.REPLACE,
                    Function.SPLIT);

    /// The names by which expressions call what is counted here.
    static final Set<String> NAMES =
            Set.of("contains", "indexOf", "lastIndexOf", "join", "replace", "split");

    /// Characters that a search compares in the time of one unit.
    private static final int CHARS_OF_UNIT = 8;

    private TextFunctions() {}

    /// The part of the extension for strings that the library itself carries out.
    static CelStringExtensions others() {
        return CelExtensions.strings(EnumSet.complementOf(EnumSet.copyOf(METERED)));
    }

    static List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        bindings.addAll(
                CelFunctionBinding.fromOverloads(
                        "contains",
                        CelFunctionBinding.from(
                                "contains_string",
                                String.class,
                                String.class,
                                TextFunctions::contains)));
        bindings.add(
                CelFunctionBinding.from(
                        "string_index_of_string",
                        String.class,
                        String.class,
                        (text, sought) -> indexOf(text, sought, 0)));
        bindings.add(
                CelFunctionBinding.from(
                        "string_index_of_string_int",
                        List.of(String.class, String.class, Long.class),
                        all -> indexOf((String) all[0], (String) all[1], (long) all[2])));
        bindings.add(
                CelFunctionBinding.from(
                        "string_last_index_of_string",
                        String.class,
                        String.class,
                        (text, sought) -> lastIndexOf(text, sought, length(text))));
        bindings.add(
                CelFunctionBinding.from(
                        "string_last_index_of_string_int",
                        List.of(String.class, String.class, Long.class),
                        all -> lastIndexOf((String) all[0], (String) all[1], (long) all[2])));
        bindings.add(CelFunctionBinding.from("list_join", List.class, texts -> join(texts, "")));
        bindings.add(
                CelFunctionBinding.from(
                        "list_join_string", List.class, String.class, TextFunctions::join));
        bindings.add(
                CelFunctionBinding.from(
                        "string_replace_string_string",
                        List.of(String.class, String.class, String.class),
                        all -> replace((String) all[0], (String) all[1], (String) all[2], -1)));
        bindings.add(
                CelFunctionBinding.from(
                        "string_replace_string_string_int",
                        List.of(String.class, String.class, String.class, Long.class),
                        all ->
                                replace(
                                        (String) all[0],
                                        (String) all[1],
                                        (String) all[2],
                                        (long) all[3])));
        bindings.add(
                CelFunctionBinding.from(
                        "string_split_string",
                        String.class,
                        String.class,
                        (text, separator) -> split(text, separator, -1)));
        bindings.add(
                CelFunctionBinding.from(
                        "string_split_string_int",
                        List.of(String.class, String.class, Long.class),
                        all -> split((String) all[0], (String) all[1], (long) all[2])));
        return bindings;
    }

    private static boolean contains(String text, String sought) {
        chargeSearch(text, sought);
        return text.contains(sought);
    }

    private static long indexOf(String text, String sought, long from) {
        return search(text, sought, from, text::indexOf);
    }

    private static long lastIndexOf(String text, String sought, long from) {
        return search(text, sought, from, text::lastIndexOf);
    }

    /// A search for one text within another.
    private interface Search {
        int find(String sought, int start);
    }

    private static long search(String text, String sought, long from, Search search) {
        if (sought.isEmpty()) {
            return from;
        }
        int start = position(text, from);
        if (start < 0) {
            return -1;
        }
        chargeSearch(text, sought);
        int found = search.find(sought, start);
        return found < 0 ? -1 : text.codePointCount(0, found);
    }

    /// The index of a character by the code points before it; -1 beyond the end.
    private static int position(String text, long codePoints) {
        if (codePoints < 0) {
            throw new CelInvalidArgumentException("the offset " + codePoints + " (expected: >= 0)");
        }
        return codePoints > length(text) ? -1 : text.offsetByCodePoints(0, (int) codePoints);
    }

    private static long length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String join(List<?> texts, String separator) {
        long chars = (long) separator.length() * Math.max(texts.size() - 1, 0);
        for (Object text : texts) {
            chars += ((String) text).length();
        }
        WorkMeter.chargeCurrent(chars);
        var joined = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            joined.append(i == 0 ? "" : separator).append((String) texts.get(i));
        }
        return joined.toString();
    }

    private static String replace(String text, String old, String with, long limit) {
        chargeSearch(text, old);
        var replaced = new StringBuilder();
        long left = limit < 0 ? Long.MAX_VALUE : limit;
        int from = 0;
        int found = text.indexOf(old);
        while (found >= 0 && left > 0) {
            WorkMeter.chargeCurrent(with.length() + 1L);
            replaced.append(text, from, found).append(with);
            left--;
            from = found + old.length();
            found = next(text, old, found);
        }
        return replaced.append(text, from, text.length()).toString();
    }

    /// The next place behind one that was found; an empty text stands before each character and at
    /// the end.
    private static int next(String text, String sought, int found) {
        if (!sought.isEmpty()) {
            return text.indexOf(sought, found + sought.length());
        }
        return found >= text.length() ? -1 : text.offsetByCodePoints(found, 1);
    }

    private static List<String> split(String text, String separator, long limit) {
        if (limit == 0 || limit == 1) {
            return limit == 0 ? List.of() : List.of(text);
        }
        chargeSearch(text, separator);
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (limit < 0 || parts.size() < limit - 1) {
            int end =
                    separator.isEmpty()
                            ? (from < text.length() ? text.offsetByCodePoints(from, 1) : -1)
                            : text.indexOf(separator, from);
            if (end < 0 || (separator.isEmpty() && end >= text.length())) {
                break;
            }
            WorkMeter.chargeCurrent(WorkMeter.ELEMENT_UNITS + end - from);
            parts.add(text.substring(from, end));
            from = end + separator.length();
        }
        if (!separator.isEmpty() || from < text.length()) {
            parts.add(text.substring(from));
        }
        return parts;
    }

    private static void chargeSearch(String text, String sought) {
        WorkMeter.chargeCurrent((long) text.length() * sought.length() / CHARS_OF_UNIT);
    }
}
