package dev.berth.audit.code;

import dev.berth.audit.source.SkippedFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Facts about all files of a repository.
///
/// @param files in the order of their paths
/// @param skipped files that were not read
/// @param words how often each name occurs in all texts
public record CodeBase(
        List<CodeFile> files, List<SkippedFile> skipped, Map<String, Integer> words) {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public CodeBase {
        files = List.copyOf(files);
        skipped = List.copyOf(skipped);
        words = Map.copyOf(words);
    }

    /// The facts of files.
    public static CodeBase of(List<CodeFile> files, List<SkippedFile> skipped) {
        Map<String, Integer> words = new HashMap<>();
        for (CodeFile file : files) {
            var matcher = WORD.matcher(file.source().text());
            while (matcher.find()) {
                words.merge(matcher.group(), 1, Integer::sum);
            }
        }
        return new CodeBase(files, skipped, words);
    }

    /// Files that are no tests.
    public List<CodeFile> products() {
        return files.stream().filter(each -> !each.source().isTest()).toList();
    }

    /// How often a name occurs.
    public int occurrences(String word) {
        return words.getOrDefault(word, 0);
    }
}
