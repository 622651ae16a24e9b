package dev.berth.deploy.image;

import dev.berth.catalog.artifact.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The cache of loaded and linked classes of an image, which makes a start take half as long: an
/// archive of class data sharing with ahead-of-time linked classes.
///
/// A training run lists the classes; the list is sorted. The JVM then writes the archive in a mode
/// in which equal inputs give equal bytes: interpreted, by the serial collector, from paths
/// relative to the staging folder. What still differs are the times of soft references, which
/// [RepeatableArchive] removes. The list itself differs in a few of eight thousand lines from one
/// training run to the next, so list and archive are kept by the digest of what they are made from.
final class ClassCache {
    /// Changes whenever the way in which the archive is made does.
    private static final String METHOD = "2";

    private static final String LIST = "classes.list";
    private static final String ARCHIVE = "classes.jsa";

    /// Order of the kinds of lines: classes, then what refers to them.
    private static final List<String> LATER = List.of("@cp", "@lambda-form", "@lambda-proxy");

    private final StagingFolder staging;
    private final List<String> options;
    private final Path kept;
    private final Path work;

    /// @param options the JVM's options in the image
    /// @param kept the folder of lists and archives of earlier builds
    /// @param work a folder for what is needed meanwhile
    ClassCache(StagingFolder staging, List<String> options, Path kept, Path work) {
        this.staging = staging;
        this.options = List.copyOf(options);
        this.kept = kept;
        this.work = work;
    }

    /// Puts the archive into the staging folder.
    ///
    /// @param given a list of classes to be used if the file exists, and written otherwise
    void make(Optional<Path> given) throws IOException, InterruptedException {
        Path list = work.resolve(LIST);
        if (given.isPresent() && Files.isRegularFile(given.get())) {
            Files.copy(given.get(), list);
        } else {
            list(list);
            if (given.isPresent()) {
                Files.copy(list, given.get());
            }
        }
        Path folder = kept.resolve(digest(Optional.of(list)));
        Path archive = folder.resolve(ARCHIVE);
        if (!Files.isRegularFile(archive)) {
            keep(archive(list), archive);
        }
        staging.copy(archive, StagingFolder.CLASS_CACHE);
    }

    private void list(Path target) throws IOException, InterruptedException {
        Path known = kept.resolve(digest(Optional.empty())).resolve(LIST);
        if (!Files.isRegularFile(known)) {
            Path recorded = work.resolve("classes.recorded");
            List<String> command = java();
            command.addAll(options);
            command.add("-Donnxruntime.native.path=" + staging.at(StagingFolder.NATIVES));
            command.add("-Djava.library.path=" + staging.at(StagingFolder.NATIVES));
            command.add("-XX:DumpLoadedClassList=" + recorded);
            command.addAll(List.of("-cp", classPath(), "dev.berth.cli.Main", "aot-train"));
            ProcessRun.run(
                    "the training run of the class cache",
                    command,
                    staging.root(),
                    work.resolve("training.log"));
            Path sorted = work.resolve("classes.sorted");
            Files.write(sorted, sorted(Files.readAllLines(recorded)));
            keep(sorted, known);
        }
        Files.copy(known, target);
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst(" id: \\d+", ""))
                .distinct()
                .sorted(
                        Comparator.comparingInt(ClassCache::kind)
                                .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static int kind(String line) {
        int kind = 0;
        for (int i = 0; i < LATER.size(); i++) {
            kind = line.startsWith(LATER.get(i)) ? i + 1 : kind;
        }
        return kind;
    }

    private Path archive(Path list) throws IOException, InterruptedException {
        Path first = dump(list, "first.jsa");
        Path second = dump(list, "second.jsa");
        RepeatableArchive.of(first, second, staging.root());
        Files.delete(second);
        return first;
    }

    private Path dump(Path list, String name) throws IOException, InterruptedException {
        Path archive = work.resolve(name);
        List<String> command = java();
        options.stream().filter(option -> !option.endsWith("GC")).forEach(command::add);
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xint",
                        "-XX:+AOTClassLinking",
                        "-Xshare:dump",
                        "-XX:SharedClassListFile=" + list,
                        "-XX:SharedArchiveFile=" + archive,
                        "-cp",
                        classPath()));
        ProcessRun.run("the class cache", command, staging.root(), work.resolve(name + ".log"));
        return archive;
    }

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(staging.at(StagingFolder.JAVA).resolve("bin").resolve("java").toString());
        return command;
    }

    private String classPath() throws IOException {
        return String.join(
                ":",
                staging.jars().stream()
                        .map(jar -> staging.root().relativize(jar).toString())
                        .toList());
    }

    /// Of everything that list and archive depend on.
    private String digest(Optional<Path> list) throws IOException {
        MessageDigest digest = Digests.start();
        update(digest, METHOD + "\n" + String.join("\n", options) + "\n");
        List<Path> files =
                Stream.of(
                                staging.jars(),
                                List.of(
                                        staging.at(StagingFolder.JAVA + "/lib/modules"),
                                        staging.at(StagingFolder.JAVA + "/lib/server/libjvm.so")))
                        .flatMap(List::stream)
                        .toList();
        for (Path file : files) {
            update(digest, file.getFileName() + " " + Digests.ofFile(file) + "\n");
        }
        if (list.isPresent()) {
            update(digest, Digests.ofFile(list.get()).hex());
        }
        return Digests.finish(digest).hex();
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Copies beside, then moves: another build sees all of a file or nothing.
    private static void keep(Path file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path part = Files.createTempFile(target.getParent(), "part", null);
        try {
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
