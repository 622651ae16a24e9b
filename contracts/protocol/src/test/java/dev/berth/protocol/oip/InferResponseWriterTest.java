package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ModelReference;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.Signatures;
import dev.berth.protocol.json.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InferResponseWriterTest {
    private static final ModelReference MODEL = ModelReference.of("m", "1");

    private final TensorPool pool = new TensorPool();
    private final NamedTensors outputs = new NamedTensors();

    @AfterEach
    void nothingLeaks() {
        outputs.close();
        assertThat(pool.blocksInUse()).isZero();
    }

    private InferResponse answer(Signature signature, RequestedOutput... requested) {
        return new InferResponse(
                MODEL, signature, Optional.of("42"), outputs, List.of(requested), false, Map.of());
    }

    private static String json(InferResponse answer) {
        var sink = new ByteSink(16);
        assertThat(InferResponseWriter.write(answer, sink)).isEmpty();
        return sink.toString();
    }

    @Test
    void answer_ofFloats_hasTheProtocolsMembers() {
        outputs.put("y", Tensor.ofFloats(pool, Shape.of(1, 3), 1, 0.1f, 1e-10f));
        assertThat(json(answer(Signatures.mlp())))
                .isEqualTo(
                        "{\"model_name\":\"m\",\"model_version\":\"1\",\"id\":\"42\",\"outputs\":["
                                + "{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1,3],"
                                + "\"data\":[1.0,0.1,1.0E-10]}]}");
    }

    @Test
    void nonFinite_inJson_isWrittenAsBareTokens() {
        outputs.put(
                "y",
                Tensor.ofFloats(
                        pool,
                        Shape.of(1, 3),
                        Float.NaN,
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY));
        assertThat(json(answer(Signatures.mlp()))).contains("[NaN,Infinity,-Infinity]");
    }

    @Test
    void outputs_someAsBytes_followTheJsonInOrder() {
        outputs.put("a", Tensor.ofFloats(pool, Shape.of(1), 1));
        outputs.put("b", Tensor.ofStrings(Shape.of(2), List.of("é", "")));
        outputs.put("c", Tensor.ofLongs(pool, Shape.of(1), Long.MIN_VALUE));
        var sink = new ByteSink(16);
        sink.put((byte) 7);
        OptionalInt length =
                InferResponseWriter.write(
                        answer(
                                Signatures.mlp(),
                                new RequestedOutput("b", Optional.of(true), OptionalInt.empty()),
                                new RequestedOutput("a", Optional.of(true), OptionalInt.empty()),
                                RequestedOutput.of("c")),
                        sink);
        byte[] bytes = sink.toBytes();
        int jsonEnd = 1 + length.orElseThrow();
        assertThat(new String(bytes, 1, jsonEnd - 1, StandardCharsets.UTF_8))
                .contains("\"name\":\"b\"", "\"parameters\":{\"binary_data_size\":10}")
                .contains("\"data\":[-9223372036854775808]")
                .endsWith("]}");
        assertThat(Arrays.copyOfRange(bytes, jsonEnd, bytes.length))
                .containsExactly(2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0, 0, 0, 0x80, 0x3f);
    }

    @Test
    void outputs_emptyAsBytes_makeNoHeader() {
        outputs.put("y", Tensor.ofFloats(pool, Shape.of(0, 3)));
        assertThat(
                        json(
                                answer(
                                        Signatures.mlp(),
                                        new RequestedOutput(
                                                "y", Optional.of(true), OptionalInt.empty()))))
                .contains("\"binary_data_size\":0");
    }

    @Test
    void everyType_inJson_isReadBack() {
        for (ElementType type : ElementType.values()) {
            Tensor tensor = Tensor.allocate(pool, type, Shape.of(2));
            if (type.isVariable()) {
                tensor.setElement(0, "\"\u0001€".getBytes(StandardCharsets.UTF_8));
            } else {
                tensor.setNumber(0, 1);
                tensor.setNumber(1, 0);
            }
            outputs.put("y", tensor);
            Signature signature = Signatures.of(type);
            String text = json(answer(signature));
            String request =
                    text.substring(0, text.indexOf("\"outputs\""))
                            + text.substring(text.indexOf("\"outputs\""))
                                    .replace("outputs", "inputs")
                                    .replace("\"y\"", "\"x\"");
            try (InferRequest read =
                    new InferRequestReader(signature, pool)
                            .read(request.getBytes(StandardCharsets.UTF_8))) {
                Tensor back = read.inputs().require("x");
                if (type.isVariable()) {
                    assertThat(back.element(0)).isEqualTo(tensor.element(0));
                } else {
                    assertThat(back.number(0)).isEqualTo(1);
                }
            }
            outputs.close();
        }
    }

    /// What `std::to_string` of glibc prints.
    @Test
    void classification_numbers_areAsTritonPrintsThem() {
        Field numbers = Signatures.field("y", ElementType.FLOAT64, 8);
        Signature signature = Signatures.plain(Signatures.mlp().inputs(), List.of(numbers));
        try (Tensor values = Tensor.allocate(pool, ElementType.FLOAT64, Shape.of(8))) {
            double[] doubles = {
                Double.POSITIVE_INFINITY, 1e22, 3.3, 0.0078125, -0.0, -1e-9, -12.5, Double.NaN
            };
            for (int i = 0; i < doubles.length; i++) {
                values.data().putDouble(8 * i, doubles[i]);
            }
            Tensor classes = Classification.of(signature, "y", values, 8);
            assertThat(IntStream.range(0, 8).mapToObj(classes::text))
                    .containsExactly(
                            "inf:0",
                            "10000000000000000000000.000000:1",
                            "3.300000:2",
                            "0.007812:3",
                            "-0.000000:4",
                            "-0.000000:5",
                            "-12.500000:6",
                            "nan:7");
        }
        Field whole = Signatures.field("y", ElementType.UINT64, 2);
        Signature wholeSignature = Signatures.plain(Signatures.mlp().inputs(), List.of(whole));
        try (Tensor values = Tensor.allocate(pool, ElementType.UINT64, Shape.of(2))) {
            values.data().putLong(0, -1).putLong(8, 7);
            Tensor classes = Classification.of(wholeSignature, "y", values, 2);
            assertThat(classes.text(0)).isEqualTo("18446744073709551615:0");
        }
    }

    @Test
    void classification_withLabels_namesTheBestClasses() {
        Field field =
                new Field(
                        "y",
                        ElementType.FLOAT32,
                        Signatures.shape("N", 3),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("cat", "dog", "owl"),
                        Optional.empty(),
                        Optional.empty());
        Signature signature = Signatures.batched(Signatures.mlp().inputs(), List.of(field));
        outputs.put("y", Tensor.ofFloats(pool, Shape.of(2, 3), 0.1f, 0.7f, 0.2f, Float.NaN, 1, 1));
        assertThat(
                        json(
                                answer(
                                        signature,
                                        new RequestedOutput(
                                                "y", Optional.empty(), OptionalInt.of(2)))))
                .contains("\"datatype\":\"BYTES\",\"shape\":[2,2]")
                .contains(
                        "[\"0.700000:1:dog\",\"0.200000:2:owl\",\"1.000000:1:dog\",\"1.000000:2:owl\"]");
        Tensor all = Classification.of(signature, "y", outputs.require("y"), 99);
        assertThat(all.shape()).isEqualTo(Shape.of(2, 3));
        Tensor texts = Tensor.ofStrings(Shape.of(1), List.of("a"));
        assertThatThrownBy(() -> Classification.of(signature, "y", texts, 1))
                .hasMessageContaining("parameter-invalid");
    }
}
