package dev.berth.features.spark;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/// Finder of files by pattern on any file system that Hadoop supports. Hadoop's patterns have no
/// `**`; for one that does, everything below its base directory is checked.
final class SourceFiles {
    private static final Pattern WILD = Pattern.compile("[*?\\[{]");

    private final Configuration configuration;

    SourceFiles(Configuration configuration) {
        this.configuration = configuration;
    }

    /// Finds files in order. A directory stands for itself.
    ///
    /// @throws ProblemException `source-unavailable` if a file system is unreachable
    List<String> find(List<String> patterns) {
        List<String> files = new ArrayList<>();
        for (String pattern : patterns) {
            try {
                List<String> found =
                        pattern.contains("**") ? findBelow(pattern) : findHere(new Path(pattern));
                found.stream().sorted().forEach(files::add);
            } catch (IOException | IllegalArgumentException e) {
                throw new ProblemException(
                        Problem.of(
                                ProblemCode.SOURCE_UNAVAILABLE,
                                "files at " + pattern + " cannot be listed: " + e.getMessage(),
                                "correct the path, or let the cluster reach it"),
                        e);
            }
        }
        return files;
    }

    private List<String> findHere(Path pattern) throws IOException {
        List<String> files = new ArrayList<>();
        FileStatus[] found = pattern.getFileSystem(configuration).globStatus(pattern);
        if (found != null) {
            for (FileStatus status : found) {
                files.add(status.getPath().toString());
            }
        }
        return files;
    }

    private List<String> findBelow(String pattern) throws IOException {
        var wild = WILD.matcher(pattern);
        String before = wild.find() ? pattern.substring(0, wild.start()) : pattern;
        Path root = new Path(before.substring(0, before.lastIndexOf('/') + 1));
        FileSystem system = root.getFileSystem(configuration);
        List<String> files = new ArrayList<>();
        if (!system.exists(root)) {
            return files;
        }
        Pattern form = form(system.makeQualified(root) + "/" + pattern.substring(lengthOf(before)));
        RemoteIterator<LocatedFileStatus> all = system.listFiles(root, true);
        while (all.hasNext()) {
            String file = all.next().getPath().toString();
            if (form.matcher(file).matches()) {
                files.add(file);
            }
        }
        return files;
    }

    private static int lengthOf(String before) {
        return before.lastIndexOf('/') + 1;
    }

    /// `**` between slashes matches any directories, or none; `*` and `?` stay within a name.
    private static Pattern form(String pattern) {
        var form = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**/", i)) {
                form.append("(?:.*/)?");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                form.append(".*");
                i++;
            } else if (c == '*') {
                form.append("[^/]*");
            } else if (c == '?') {
                form.append("[^/]");
            } else {
                form.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(form.toString());
    }
}
