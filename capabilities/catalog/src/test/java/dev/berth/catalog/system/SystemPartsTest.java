package dev.berth.catalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalog.document.Schema;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With small parts, each of which describes its folder by the parts that were read until then.
final class SystemPartsTest {
    private final List<String> reads = new ArrayList<>();
    @TempDir Path directory;

    private record First(String text) {}

    private record Second(String text) {}

    private record Third(String text) {}

    /// Part whose description is made by the record of its type.
    private record Part<T extends Record>(
            String folder, Class<T> type, Set<Class<?>> needs, List<String> reads)
            implements SystemPart<T> {
        @Override
        public Schema schema() {
            return Schema.shipped("berth");
        }

        @Override
        public PartReading<T> read(PartFolder path) {
            reads.add(folder);
            String text = path.needed().keySet().containsAll(needs) + " " + path.isAlone();
            try {
                T description = type.getDeclaredConstructor(String.class).newInstance(text);
                return new PartReading<>(
                        description,
                        List.of(ValidationErrors.ofFile(path.path(), folder, "none", "mend it")));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public PartReading<T> readAgain(PartFolder path, T before, ChangedEntry changed) {
            return changed.part() == type || folder.equals("c")
                    ? read(path)
                    : new PartReading<>(before, List.of());
        }
    }

    private SystemPart<?> part(String folder, Class<? extends Record> type, Class<?>... needs) {
        return new Part<>(folder, type, Set.of(needs), reads);
    }

    private List<String> errors(PartDescriptions read) {
        return read.errors().stream().map(ValidationError::found).toList();
    }

    @Test
    void read_neededPart_isReadBeforeAndTheOthersByFolder() {
        var parts =
                SystemParts.of(
                        List.of(
                                part("c", Third.class),
                                part("z", First.class),
                                part("a", Second.class, First.class)));

        PartDescriptions read = parts.read(directory);

        assertThat(reads).containsExactly("z", "a", "c");
        assertThat(errors(read)).containsExactly("z", "a", "c");
        assertThat(read.require(Second.class).text()).startsWith("true");
        assertThat(parts.folders()).containsExactlyInAnyOrder("a", "c", "z");
    }

    @Test
    void isAlone_folderOfAPartThatNeedsNone_isFalseForTheOthers() throws IOException {
        var parts =
                SystemParts.of(
                        List.of(
                                part("a", First.class),
                                part("b", Second.class, First.class),
                                part("c", Third.class)));
        Files.createDirectory(directory.resolve("b"));
        assertThat(parts.read(directory).require(First.class).text()).isEqualTo("true true");

        Files.createDirectory(directory.resolve("c"));

        PartDescriptions read = parts.read(directory);
        assertThat(read.require(First.class).text()).isEqualTo("true false");
        assertThat(read.require(Third.class).text()).isEqualTo("true true");
    }

    @Test
    void readAgain_changedEntry_readsWhatItsPartsSay() {
        var parts =
                SystemParts.of(
                        List.of(
                                part("a", First.class),
                                part("b", Second.class),
                                part("c", Third.class)));
        PartDescriptions before = parts.read(directory);
        reads.clear();

        PartDescriptions after =
                parts.readAgain(directory, before, new ChangedEntry(First.class, "x"));

        assertThat(reads).containsExactly("a", "c");
        assertThat(errors(after)).containsExactly("a", "c");
        assertThat(after.require(Second.class)).isSameAs(before.require(Second.class));
    }

    @Test
    void of_sameFolderOrType_isRefused() {
        assertThatThrownBy(
                        () ->
                                SystemParts.of(
                                        List.of(part("a", First.class), part("a", Third.class))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reads a/ into");
        assertThatThrownBy(
                        () ->
                                SystemParts.of(
                                        List.of(part("a", First.class), part("b", First.class))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which is taken");
    }

    @Test
    void of_needsThatCannotBeMet_isRefused() {
        assertThatThrownBy(() -> SystemParts.of(List.of(part("a", First.class, Third.class))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which no part reads");
        assertThatThrownBy(
                        () ->
                                SystemParts.of(
                                        List.of(
                                                part("a", First.class, Second.class),
                                                part("b", Second.class, First.class))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which needs it");
    }

    @Test
    void find_partsOfBerth_areAmongOthersByServiceLoader() {
        assertThat(SystemParts.find().folders()).contains("models", "endpoints", "features");
    }
}
