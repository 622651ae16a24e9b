package dev.berth.verification;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests of the rule that no test asks how long something took, and that all wait with the one
/// limit of the test kit (CONTRIBUTING.md). It reads the compiled tests of every module that was
/// built before this one.
final class TimeInTestsTest {
    private static final Set<String> CLOCKS = Set.of("nanoTime", "currentTimeMillis");

    /// Methods that wait, if one of their parameters is a time.
    private static final Set<String> WAITS =
            Set.of(
                    "await",
                    "awaitTermination",
                    "completeOnTimeout",
                    "failsWithin",
                    "get",
                    "join",
                    "orTimeout",
                    "poll",
                    "sleep",
                    "succeedsWithin",
                    "timedJoin",
                    "tryAcquire",
                    "waitFor");

    private static JavaClasses tests;

    @BeforeAll
    static void read() throws IOException {
        List<Path> folders;
        try (Stream<Path> paths = Files.find(Repository.root(), 5, (path, _) -> isOfTests(path))) {
            folders = paths.sorted().toList();
        }
        assertThat(folders).map(Path::toString).anyMatch(path -> path.contains("server"));
        tests = new ClassFileImporter().importPaths(folders);
    }

    private static boolean isOfTests(Path path) {
        String name = path.toString().replace('\\', '/');
        return name.endsWith("target/test-classes")
                && !name.contains("/benchmarks/")
                && !name.contains("/testkit/");
    }

    @Test
    void tests_readNoClock() {
        noClasses()
                .should()
                .callMethodWhere(
                        call(
                                "reads the machine's clock (RealTime.deadline, ManualTime)",
                                one -> isOf(one, System.class) && CLOCKS.contains(one.getName())))
                .check(tests);
    }

    @Test
    void tests_neitherSleepNorWaitButByTheTestKit() {
        noClasses()
                .should()
                .callMethodWhere(
                        call("waits for a time (Await, RealTime.pass)", TimeInTestsTest::waits))
                .check(tests);
    }

    @Test
    void tests_haveNoLimitsOfTheirOwn() {
        noClasses().should().beAnnotatedWith(Timeout.class).check(tests);
        noMethods().should().beAnnotatedWith(Timeout.class).check(tests);
        noClasses()
                .should()
                .callMethodWhere(
                        call("limits its time", one -> one.getName().startsWith("assertTimeout")))
                .check(tests);
    }

    @Test
    void tests_needNoMachineOfTheirOwn() {
        noClasses().should().beAnnotatedWith(Tag.class).check(tests);
        noMethods().should().beAnnotatedWith(Tag.class).check(tests);
    }

    private static boolean waits(JavaMethodCall call) {
        String name = call.getName();
        if (isOf(call, LockSupport.class)) {
            return name.equals("parkNanos") || name.equals("parkUntil");
        }
        boolean ofThread = isOf(call, Thread.class);
        if (ofThread && name.equals("sleep")) {
            return true;
        }
        return WAITS.contains(name) && (ofThread || isTimed(call)) && hasParameters(call);
    }

    private static boolean hasParameters(JavaMethodCall call) {
        return !call.getTarget().getRawParameterTypes().isEmpty();
    }

    /// Whether it is a method of a time, or one of the JDK's or of an assertion that takes a time.
    private static boolean isTimed(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        return isOf(call, TimeUnit.class)
                || ((owner.startsWith("java.util.concurrent.")
                                || owner.startsWith("java.lang.")
                                || owner.startsWith("org.assertj."))
                        && call.getTarget().getRawParameterTypes().stream()
                                .anyMatch(TimeInTestsTest::isTime));
    }

    private static boolean isTime(JavaClass type) {
        return type.isEquivalentTo(TimeUnit.class) || type.isEquivalentTo(Duration.class);
    }

    private static boolean isOf(JavaAccess<?> access, Class<?> type) {
        return access.getTargetOwner().isEquivalentTo(type);
    }

    private static DescribedPredicate<JavaMethodCall> call(
            String description, Predicate<JavaMethodCall> test) {
        return DescribedPredicate.describe(description, test);
    }
}
