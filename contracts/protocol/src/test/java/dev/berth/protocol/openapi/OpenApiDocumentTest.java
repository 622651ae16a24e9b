package dev.berth.protocol.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.tensor.ElementType;
import dev.berth.protocol.Signatures;
import dev.berth.protocol.json.ByteSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {
    private static final List<OpenApiModel> MODELS =
            List.of(
                    new OpenApiModel(
                            OpenApiModel.Kind.MODEL,
                            ModelName.of("person"),
                            List.of(ModelVersion.of("1"), ModelVersion.of("2")),
                            Signatures.person(),
                            "Scores a person"),
                    new OpenApiModel(
                            OpenApiModel.Kind.ENDPOINT,
                            ModelName.of("lines"),
                            List.of(),
                            Signatures.lines(),
                            "Reads lines"),
                    new OpenApiModel(
                            OpenApiModel.Kind.MODEL,
                            ModelName.of("every"),
                            List.of(),
                            Signatures.plain(
                                    List.of(ElementType.values()).stream()
                                            .map(
                                                    type ->
                                                            Signatures.field(
                                                                    type.label(), type, 2, "n"))
                                            .toList(),
                                    List.of(Signatures.field("y", ElementType.BYTES))),
                            ""));

    private static final OpenApiPath VIEW =
            new OpenApiPath(
                    "/v1/features/{view}/statistics",
                    List.of(
                            OpenApiOperation.get("view.get", "Features", "What a view was like")
                                    .query("until")
                                    .answers(FeatureSchemas.STATISTICS, "One instant")
                                    .problems("404"),
                            OpenApiOperation.post("view.post", "Features", "Asks for it")
                                    .mayTake(FeatureSchemas.REQUEST)
                                    .fails(OipSchemas.ERROR)));

    private static JsonNode document() throws IOException {
        var sink = new ByteSink(1024);
        List<OpenApiSchema> schemas = new ArrayList<>(OipSchemas.all());
        schemas.addAll(FeatureSchemas.all());
        OpenApiDocument.write("Test", "0.1", MODELS, List.of(VIEW), schemas, sink);
        return new ObjectMapper().readTree(sink.toBytes());
    }

    private static Schema schema(JsonNode document, String name) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        document.at("/components/schemas").get(name).toString(), InputFormat.JSON);
    }

    @Test
    void fields_written_haveMeaningUnitRangeAndCategories() throws IOException {
        JsonNode fields = document().at("/components/schemas/person.Input/properties");
        assertThat(fields.at("/age").toString())
                .isEqualTo(
                        "{\"description\":\"The person's age\",\"x-element-type\":\"int64\","
                                + "\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,\"maximum\":150}");
        assertThat(fields.at("/height/x-unit").asText()).isEqualTo("m");
        assertThat(fields.at("/height/default").asDouble()).isEqualTo(1.75);
        assertThat(fields.at("/job/enum").toString()).isEqualTo("[\"baker\",\"smith\"]");
        assertThat(fields.at("/marks/examples").toString()).isEqualTo("[[1.0,2.5]]");
        assertThat(document().at("/components/schemas/person.Input/required").toString())
                .isEqualTo("[\"age\",\"job\"]");
    }

    @Test
    void list_written_isAnArrayOfObjectsWithMeaningsAndUnits() throws IOException {
        JsonNode document = document();
        JsonNode output = document.at("/components/schemas/lines.Output");
        assertThat(output.get("required").toString()).isEqualTo("[\"count\",\"lines\"]");
        assertThat(output.at("/properties/lines").toString())
                .isEqualTo(
                        "{\"description\":\"The"
                                + " lines\",\"type\":\"array\",\"items\":{\"type\":\"object\","
                                + "\"required\":[\"text\",\"box\"],\"properties\":{\"text\":{\"description\":\"What"
                                + " the line says\",\"x-element-type\":\"string\","
                                + "\"examples\":[\"Exit\"],\"type\":\"string\"},\"box\":{\"description\":\"Where"
                                + " it is\",\"x-unit\":\"px\",\"x-element-type\":\"float32\","
                                + "\"type\":\"array\",\"minItems\":2,\"maxItems\":2,\"items\":{\"type\":[\"number\",\"null\"],"
                                + "\"format\":\"float\",\"minimum\":0,\"maximum\":100}}},"
                                + "\"additionalProperties\":false}}");
        assertThat(
                        schema(document, "lines.Output")
                                .validate(
                                        "{\"count\":1,\"lines\":[{\"text\":\"Exit\",\"box\":[1,2]}]}",
                                        InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void schemas_ofFeatures_takeGoodRequestsAndRefuseBadOnes() throws IOException {
        JsonNode document = document();
        assertThat(
                        schema(document, "FeatureLineage")
                                .validate(
                                        "{\"view\":\"v@1\",\"nodes\":[{}],\"edges\":[]}",
                                        InputFormat.JSON))
                .isEmpty();
        Schema schema = schema(document, "FeatureRequest");
        assertThat(
                        schema.validate(
                                "{\"features\":[\"v@1:a\"],\"entities\":{\"id\":[1,\"x\"]}}",
                                InputFormat.JSON))
                .isEmpty();
        assertThat(schema.validate("{\"entities\":{\"id\":1},\"x\":1}", InputFormat.JSON))
                .hasSize(2);
    }

    @Test
    void path_written_hasItsVariablesAndOperations() throws IOException {
        JsonNode path = document().at("/paths/~1v1~1features~1{view}~1statistics");
        assertThat(path.toString())
                .isEqualTo(
                        """
                        {"parameters":[{"name":"view","in":"path","required":true,"schema":{"type":"string"}}],\
                        "get":{"operationId":"view.get","tags":["Features"],"summary":"What a view was like",\
                        "parameters":[{"name":"until","in":"query","required":false,"schema":{"type":"string"}}],\
                        "responses":{"200":{"description":"One instant","content":{"application/json":\
                        {"schema":{"$ref":"#/components/schemas/FeatureStatistics"}}}},\
                        "404":{"$ref":"#/components/responses/Problem"}}},\
                        "post":{"operationId":"view.post","tags":["Features"],"summary":"Asks for it",\
                        "requestBody":{"required":false,"content":{"application/json":\
                        {"schema":{"$ref":"#/components/schemas/FeatureRequest"}}}},\
                        "responses":{"200":{"description":"Asks for it"},\
                        "default":{"description":"An error","content":{"application/json":\
                        {"schema":{"$ref":"#/components/schemas/InferError"}}}}}}}""");
    }

    @Test
    void schemas_used_takeGoodRecordsAndRefuseBadOnes() throws IOException {
        Schema schema = schema(document(), "person.Input");
        assertThat(schema.validate("{\"age\":1,\"job\":\"baker\",\"marks\":[1]}", InputFormat.JSON))
                .isEmpty();
        assertThat(schema.validate("{\"age\":151,\"job\":\"clown\",\"x\":1}", InputFormat.JSON))
                .hasSize(3);
    }

    @Test
    void schemas_all_areValidThemselves() throws IOException {
        JsonNode document = document();
        Schema meta =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                "{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}",
                                InputFormat.JSON);
        for (Map.Entry<String, JsonNode> schema : document.at("/components/schemas").properties()) {
            assertThat(meta.validate(schema.getValue().toString(), InputFormat.JSON))
                    .as("%s", schema.getKey())
                    .isEmpty();
        }
    }

    @Test
    void references_all_leadSomewhere() throws IOException {
        JsonNode document = document();
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as("%s", reference)
                    .isFalse();
        }
    }

    @Test
    void operations_all_haveAnIdOfTheirOwnAndDeclareTheirPathParameters() throws IOException {
        JsonNode document = document();
        Set<String> ids = new HashSet<>();
        for (JsonNode id : document.findValues("operationId")) {
            assertThat(ids.add(id.asText())).as("%s", id).isTrue();
        }
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            List<String> declared = new ArrayList<>();
            path.getValue().path("parameters").forEach(p -> declared.add(p.get("name").asText()));
            for (String name : declared) {
                assertThat(path.getKey()).contains("{" + name + "}");
            }
            assertThat(path.getKey().chars().filter(c -> c == '{').count())
                    .isEqualTo(declared.size());
        }
    }
}
