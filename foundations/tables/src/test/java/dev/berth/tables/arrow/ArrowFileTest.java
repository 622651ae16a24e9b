package dev.berth.tables.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Files that Arrow's own library writes.
final class ArrowFileTest {
    private static final int DAMAGED = 900 * Integer.getInteger("berth.cases.factor", 1);

    private static final long SEED = Long.getLong("berth.seed", 1);

    @TempDir private Path folder;
    private BufferAllocator memory = new RootAllocator();

    @BeforeEach
    void open() {
        memory = new RootAllocator();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    /// Three rows, the middle one without a value, of all types that are read and some that are
    /// not.
    private List<FieldVector> columns() {
        List<FieldVector> all = new ArrayList<>();
        all.add(filled(new BitVector("bool", memory), (v, i) -> v.set(i, i == 0 ? 1 : 0)));
        all.add(filled(new TinyIntVector("tiny", memory), (v, i) -> v.set(i, i - 1)));
        all.add(filled(new SmallIntVector("small", memory), (v, i) -> v.set(i, -300 * i)));
        all.add(filled(new IntVector("int", memory), (v, i) -> v.set(i, i - 70_000)));
        all.add(filled(new BigIntVector("big", memory), (v, i) -> v.set(i, i - (1L << 40))));
        all.add(filled(new UInt1Vector("unsigned", memory), (v, i) -> v.set(i, 200 + i)));
        all.add(filled(new UInt4Vector("unsigned int", memory), (v, i) -> v.set(i, -1 - i)));
        all.add(filled(new Float4Vector("float", memory), (v, i) -> v.set(i, 0.1f * i)));
        all.add(filled(new Float8Vector("double", memory), (v, i) -> v.set(i, 0.1 - i)));
        all.add(filled(new VarCharVector("text", memory), (v, i) -> v.setSafe(i, text(i))));
        all.add(filled(new LargeVarCharVector("long", memory), (v, i) -> v.setSafe(i, text(i))));
        all.add(filled(new ViewVarCharVector("view", memory), (v, i) -> v.setSafe(i, text(i))));
        all.add(filled(new VarBinaryVector("bytes", memory), (v, i) -> v.setSafe(i, text(i))));
        all.add(
                filled(
                        new FixedSizeBinaryVector("four", memory, 4),
                        (v, i) -> v.setSafe(i, new byte[] {1, 2, 3, (byte) i})));
        all.add(filled(new DateDayVector("day", memory), (v, i) -> v.set(i, -1 - i)));
        all.add(filled(new DateMilliVector("milli", memory), (v, i) -> v.set(i, -86_400_000L * i)));
        all.add(filled(new TimeStampSecVector("second", memory), (v, i) -> v.set(i, 1_000 + i)));
        all.add(filled(new TimeStampMilliVector("local", memory), (v, i) -> v.set(i, 5L + i)));
        all.add(
                filled(
                        new TimeStampNanoTZVector(
                                "instant",
                                FieldType.nullable(
                                        new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC")),
                                memory),
                        (v, i) -> v.set(i, i == 0 ? 1_500 : -1_499)));
        var nothing = new NullVector("nothing", 3);
        all.add(nothing);
        all.add(filled(new UInt8Vector("unsigned long", memory), (v, i) -> v.set(i, i)));
        all.add(filled(new DecimalVector("decimal", memory, 10, 2), (v, i) -> v.set(i, i)));
        all.add(struct());
        all.add(list());
        all.add(fixedList());
        all.add(filled(new IntVector("last", memory), (v, i) -> v.set(i, 100 + i)));
        return all;
    }

    /// Of which one is longer than what a view has in it.
    private static byte[] text(int row) {
        return (row == 0 ? "ä" : "a text that is longer than a view " + row)
                .getBytes(StandardCharsets.UTF_8);
    }

    private interface Setter<V> {
        void set(V vector, int row);
    }

    private static <V extends FieldVector> V filled(V vector, Setter<V> setter) {
        vector.allocateNew();
        setter.set(vector, 0);
        setter.set(vector, 2);
        vector.setNull(1);
        vector.setValueCount(3);
        return vector;
    }

    private StructVector struct() {
        StructVector struct = StructVector.empty("struct", memory);
        IntVector inner =
                struct.addOrGet(
                        "x", FieldType.nullable(new ArrowType.Int(32, true)), IntVector.class);
        inner.allocateNew(3);
        for (int i = 0; i < 3; i++) {
            inner.set(i, i);
            struct.setIndexDefined(i);
        }
        struct.setValueCount(3);
        return struct;
    }

    private ListVector list() {
        ListVector list = ListVector.empty("list", memory);
        var writer = list.getWriter();
        writer.setPosition(0);
        writer.startList();
        writer.bigInt().writeBigInt(7);
        writer.bigInt().writeNull();
        writer.endList();
        writer.setPosition(2);
        writer.startList();
        writer.endList();
        list.setValueCount(3);
        return list;
    }

    private FixedSizeListVector fixedList() {
        FixedSizeListVector list = FixedSizeListVector.empty("pair", 2, memory);
        var writer = list.getWriter();
        for (int row : new int[] {0, 2}) {
            writer.setPosition(row);
            writer.startList();
            writer.float4().writeFloat4(row);
            writer.float4().writeFloat4(-0.0f);
            writer.endList();
        }
        list.setValueCount(3);
        return list;
    }

    private Path write(List<FieldVector> columns, CodecType codec, boolean isFile)
            throws IOException {
        Path file = folder.resolve(codec + (isFile ? ".arrow" : ".arrows"));
        try (var root = VectorSchemaRoot.of(columns.toArray(FieldVector[]::new));
                OutputStream out = Files.newOutputStream(file);
                ArrowWriter writer = writer(root, null, out, codec, isFile)) {
            writer.start();
            writer.writeBatch();
            writer.writeBatch();
            writer.end();
        }
        return file;
    }

    private static ArrowWriter writer(
            VectorSchemaRoot root,
            @Nullable DictionaryProvider dictionaries,
            OutputStream out,
            CodecType codec,
            boolean isFile) {
        CompressionCodec.Factory codecs =
                codec == CodecType.NO_COMPRESSION
                        ? NoCompressionCodec.Factory.INSTANCE
                        : CommonsCompressionFactory.INSTANCE;
        return isFile
                ? new ArrowFileWriter(
                        root,
                        dictionaries,
                        Channels.newChannel(out),
                        Map.of(),
                        IpcOption.DEFAULT,
                        codecs,
                        codec)
                : new ArrowStreamWriter(
                        root,
                        dictionaries,
                        Channels.newChannel(out),
                        IpcOption.DEFAULT,
                        codecs,
                        codec);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_COMPRESSION", "LZ4_FRAME", "ZSTD"})
    void file_withAllTypes_hasItsValues(CodecType codec) throws IOException {
        assertValues(write(columns(), codec, true));
    }

    @Test
    void stream_withAllTypes_hasItsValues() throws IOException {
        assertValues(write(columns(), CodecType.NO_COMPRESSION, false));
    }

    private static void assertValues(Path path) {
        try (ArrowFile file = ArrowFile.open(path)) {
            assertThat(file.types())
                    .containsEntry("unsigned", "UTINYINT")
                    .containsEntry("view", "VARCHAR")
                    .containsEntry("pair", "FLOAT[]")
                    .containsEntry("local", "TIMESTAMP")
                    .containsEntry("instant", "TIMESTAMP WITH TIME ZONE")
                    .containsEntry("day", "DATE")
                    .containsEntry("struct", "STRUCT_");
            List<String> names = List.copyOf(file.types().keySet());
            for (int batch = 0; batch < 2; batch++) {
                assertThat(file.next()).isTrue();
                assertThat(file.rowCount()).isEqualTo(3);
                assertThat(row(file, names, 0))
                        .containsExactly(
                                true,
                                -1,
                                0,
                                -70_000,
                                -(1L << 40),
                                200,
                                0xFFFFFFFFL,
                                0.0f,
                                0.1,
                                "ä",
                                "ä",
                                "ä",
                                "[-61, -92]",
                                "[1, 2, 3, 0]",
                                -1,
                                0,
                                1_000_000_000L,
                                5_000L,
                                2L,
                                null,
                                Arrays.asList(7L, null),
                                List.of(0.0f, -0.0f),
                                100);
                String longer = new String(text(2), StandardCharsets.UTF_8);
                assertThat(row(file, names, 2))
                        .contains(false, 1, -600, 202, 0xFFFFFFFDL, longer, -3, -2, 1_002_000_000L)
                        .contains(7_000L, -1L, List.of(), List.of(2.0f, -0.0f), 102);
                for (Object value : row(file, names, 1)) {
                    assertThat(value).isNull();
                }
            }
            assertThat(file.next()).isFalse();
        }
    }

    private static List<@Nullable Object> row(ArrowFile file, List<String> names, int row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (file.isRead(i)) {
                Object value = file.value(i, row);
                values.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : value);
            } else {
                assertThat(names.get(i)).isIn("unsigned long", "decimal", "struct");
            }
        }
        return values;
    }

    @Test
    void column_withADictionary_hasItsWords() throws IOException {
        var words = new VarCharVector("words", memory);
        words.allocateNew();
        words.setSafe(0, text(0));
        words.setSafe(1, text(1));
        words.setValueCount(2);
        var dictionary =
                new Dictionary(words, new DictionaryEncoding(5, false, new ArrowType.Int(8, true)));
        VarCharVector plain =
                filled(new VarCharVector("word", memory), (v, i) -> v.setSafe(i, text(i / 2)));
        Path path = folder.resolve("words.arrow");
        try (words;
                plain;
                var encoded = (FieldVector) DictionaryEncoder.encode(plain, dictionary);
                var root = VectorSchemaRoot.of(encoded);
                OutputStream out = Files.newOutputStream(path);
                ArrowWriter writer =
                        writer(
                                root,
                                new DictionaryProvider.MapDictionaryProvider(dictionary),
                                out,
                                CodecType.NO_COMPRESSION,
                                true)) {
            writer.start();
            writer.writeBatch();
            writer.end();
        }
        try (ArrowFile file = ArrowFile.open(path)) {
            assertThat(file.types()).containsExactly(Map.entry("word", "VARCHAR"));
            assertThat(file.next()).isTrue();
            assertThat(file.value(0, 0)).isEqualTo("ä");
            assertThat(file.value(0, 1)).isNull();
            assertThat(file.value(0, 2)).isEqualTo(new String(text(1), StandardCharsets.UTF_8));
        }
    }

    /// They take no bytes: some hundred bytes of a file could fill the memory with them.
    @Test
    void list_ofElementsWithoutContent_isReadIfItIsShort() throws IOException {
        try (ArrowFile file = ArrowFile.open(listOfNothing(5))) {
            assertThat(file.next()).isTrue();
            assertThat(file.value(0, 0)).isEqualTo(Collections.nCopies(5, null));
        }
        try (ArrowFile file = ArrowFile.open(listOfNothing(2_000_000_000))) {
            assertThatThrownBy(file::next)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            failure ->
                                    assertThat(failure.problem().code())
                                            .isEqualTo(ProblemCode.SOURCE_UNAVAILABLE))
                    .hasMessageContaining("2000000000 elements without content");
        }
    }

    private Path listOfNothing(int length) throws IOException {
        Path path = folder.resolve("nothing-" + length + ".arrow");
        try (ListVector lists = ListVector.empty("lists", memory)) {
            lists.addOrGetVector(FieldType.nullable(ArrowType.Null.INSTANCE));
            lists.setInitialCapacity(1);
            lists.allocateNew();
            lists.startNewValue(0);
            lists.endValue(0, length);
            lists.setValueCount(1);
            lists.getDataVector().setValueCount(length);
            try (OutputStream out = Files.newOutputStream(path);
                    ArrowWriter writer =
                            writer(
                                    VectorSchemaRoot.of(lists),
                                    null,
                                    out,
                                    CodecType.NO_COMPRESSION,
                                    true)) {
                writer.start();
                writer.writeBatch();
                writer.end();
            }
        }
        return path;
    }

    @Test
    void file_thatIsDamaged_isAProblemAtWorst() throws IOException {
        byte[] whole = Files.readAllBytes(write(columns(), CodecType.LZ4_FRAME, true));
        var random = new Random(SEED);
        Path path = folder.resolve("damaged.arrow");
        for (int i = 0; i < DAMAGED; i++) {
            byte[] damaged =
                    i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int flip = 0; i % 3 != 0 && flip <= i % 5; flip++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(path, damaged);
            readAll(path);
        }
    }

    private static void readAll(Path path) {
        try (ArrowFile file = ArrowFile.open(path)) {
            int columns = file.types().size();
            while (file.next()) {
                for (int row = 0; row < Math.min(3, file.rowCount()); row++) {
                    for (int i = 0; i < columns; i++) {
                        if (file.isRead(i)) {
                            var _ = file.value(i, row);
                        }
                    }
                }
            }
        } catch (ProblemException failure) {
            assertThat(failure.problem().code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        }
    }
}
