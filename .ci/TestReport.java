import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Summary of the test run whose reports stand below the working directory: what was skipped, what
/// passed only on a repeated try (`flaky:`), what failed with the command that runs it alone, the
/// slowest classes, and the counts. Ends with status 1 if a test failed, a process of tests broke
/// down, or no test ran. Run by `.ci/run`: `java .ci/TestReport.java MAVEN_LOG`.
final class TestReport {
    private static final int SLOWEST = 15;
    private static final int MESSAGE_LENGTH_MAX = 600;

    /// What Surefire says when a process of tests ends in the middle or hangs.
    private static final Pattern BROKEN =
            Pattern.compile(
                    "forked VM terminated|timeout or other error in the fork|error occurred in starting"
                            + " fork|SurefireBooterForkException",
                    Pattern.CASE_INSENSITIVE);

    private final TreeMap<String, List<String>> skipped = new TreeMap<>();
    private final List<String> flaky = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final List<ClassTime> times = new ArrayList<>();
    private int passed;
    private int skips;

    private record ClassTime(double seconds, String name) {}

    /// Outcome of one test as its element has it.
    private record Outcome(String kind, String message) {
        static final Outcome PASSED = new Outcome("passed", "");
    }

    public static void main(String[] words) throws IOException, XMLStreamException {
        var report = new TestReport();
        for (Path file : reports()) {
            report.read(file);
        }
        boolean broken = words.length > 0 && report.isBroken(Path.of(words[0]));
        report.print();
        System.exit(!report.failed.isEmpty() || broken || report.passed == 0 ? 1 : 0);
    }

    private static List<Path> reports() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                Path.of(""),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        if (!folder.endsWith("target/surefire-reports")) {
                            return folder.endsWith("src") || folder.endsWith(".git")
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }
                        try (Stream<Path> inside = Files.list(folder)) {
                            inside.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                                    .sorted()
                                    .forEach(files::add);
                        }
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                });
        return files;
    }

    private boolean isBroken(Path log) throws IOException {
        List<String> lines;
        try (Stream<String> all = Files.lines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            lines = all.filter(line -> BROKEN.matcher(line).find()).distinct().toList();
        }
        lines.forEach(line -> failed.add("a process of tests: " + line));
        return !lines.isEmpty();
    }

    private void read(Path file) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream bytes = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(bytes);
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "testsuite" ->
                            times.add(
                                    new ClassTime(
                                            Double.parseDouble(xml.getAttributeValue(null, "time").replace(",", "")),
                                            simpleName(xml.getAttributeValue(null, "name"))));
                    case "testcase" -> add(file, xml);
                    default -> {}
                }
            }
        }
    }

    private void add(Path file, XMLStreamReader xml) throws XMLStreamException {
        String owner = xml.getAttributeValue(null, "classname");
        String name = xml.getAttributeValue(null, "name");
        String method = name == null ? "" : name.replaceAll("[\\[({].*", "").strip();
        String test = simpleName(owner) + (method.isEmpty() ? "" : "." + method);
        Outcome outcome = outcome(xml);
        switch (outcome.kind()) {
            case "failure", "error" ->
                    failed.add(
                            test
                                    + "\n    "
                                    + outcome.message().replace("\n", "\n    ")
                                    + "\n    alone: mvn verify -pl "
                                    + module(file)
                                    + " -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest="
                                    + simpleName(owner)
                                    + (method.isEmpty() ? "" : "#" + method));
            case "flaky" -> {
                passed++;
                flaky.add("flaky: " + test + ": " + outcome.message().lines().findFirst().orElse(""));
            }
            case "skipped" -> {
                skips++;
                skipped.computeIfAbsent(outcome.message(), _ -> new ArrayList<>()).add(test);
            }
            default -> passed++;
        }
    }

    private static String module(Path report) {
        return report.getParent().getParent().getParent().toString();
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /// Reads on to the end of the test's element.
    private static Outcome outcome(XMLStreamReader xml) throws XMLStreamException {
        Outcome outcome = Outcome.PASSED;
        for (int depth = 1; depth > 0; ) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                String kind =
                        switch (xml.getLocalName()) {
                            case "failure", "error", "skipped" -> xml.getLocalName();
                            case "flakyFailure", "flakyError" -> "flaky";
                            default -> "";
                        };
                if (!kind.isEmpty() && outcome == Outcome.PASSED) {
                    String message = xml.getAttributeValue(null, "message");
                    String type = xml.getAttributeValue(null, "type");
                    String text = message == null ? String.valueOf(type) : message.strip();
                    outcome =
                            new Outcome(
                                    kind,
                                    text.substring(0, Math.min(text.length(), MESSAGE_LENGTH_MAX)));
                }
            }
        }
        return outcome;
    }

    private void print() {
        System.out.println("slowest test classes, seconds:");
        times.stream()
                .sorted((a, b) -> Double.compare(b.seconds(), a.seconds()))
                .limit(SLOWEST)
                .forEach(one -> System.out.printf("    %6.1f  %s%n", one.seconds(), one.name()));
        skipped.forEach(
                (reason, tests) ->
                        System.out.println("skipped: " + reason + ": " + String.join(", ", tests)));
        flaky.forEach(System.out::println);
        failed.forEach(one -> System.out.println("FAILED: " + one));
        System.out.printf(
                "%d passed, %d failed, %d skipped%n", passed, failed.size(), skips);
    }
}
