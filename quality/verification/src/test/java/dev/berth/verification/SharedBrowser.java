package dev.berth.verification;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Extension of tests of pages: gives them the one [Browser] that all share, with an empty page,
/// and skips them where there is none.
final class SharedBrowser implements ExecutionCondition, ParameterResolver {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Browser.find().isPresent()
                ? ConditionEvaluationResult.enabled("a browser is there")
                : ConditionEvaluationResult.disabled(
                        "no Chromium on this machine, so pages were not looked at; install it, for"
                                + " example by apt install chromium");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Browser browser =
                Objects.requireNonNull(
                                context.getRoot()
                                        .getStore(Namespace.create(SharedBrowser.class))
                                        .computeIfAbsent(
                                                Started.class,
                                                key -> Started.start(),
                                                Started.class))
                        .browser();
        browser.clear();
        return browser;
    }

    /// The browser with its profile, which is deleted when the last test has ended.
    private record Started(Browser browser, Path profile) implements AutoCloseable {
        static Started start() {
            try {
                Path profile = Files.createTempDirectory("berth-browser");
                return new Started(Browser.start(Browser.find().orElseThrow(), profile), profile);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            browser.close();
            // What is left of its processes may still write.
            Await.until("the profile is deleted", this::isDeleted);
        }

        private boolean isDeleted() {
            try (Stream<Path> files = Files.walk(profile)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return true;
            } catch (IOException | UncheckedIOException e) {
                return Files.notExists(profile);
            }
        }
    }
}
