package dev.berth.protocol.oip;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonMembers;
import dev.berth.protocol.json.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Incremental parser of one inference request.
final class InferRequestParser {
    private static final JsonKeys MEMBERS = JsonKeys.of("inputs", "outputs", "id", "parameters");
    private static final int INPUTS = 0;
    private static final JsonKeys OUTPUT_MEMBERS = JsonKeys.of("name", "parameters");
    private static final String BINARY_DATA_OUTPUT = "binary_data_output";

    private final Signature signature;
    private final TensorPool pool;
    private final InputReader inputReader;
    private final BinaryPart binary;
    private final JsonScanner scanner;
    private final JsonMembers members;
    private final NamedTensors inputs = new NamedTensors();
    private final List<RequestedOutput> outputs = new ArrayList<>();
    private @Nullable String id;
    private Map<String, Object> parameters = Map.of();
    private boolean binaryOutputByDefault;

    InferRequestParser(
            Signature signature,
            JsonKeys inputNames,
            RequestLimit limit,
            TensorPool pool,
            byte[] body,
            int offset,
            int length,
            OptionalInt jsonLength) {
        this.signature = signature;
        this.pool = pool;
        this.binary = new BinaryPart(body, offset, length, jsonLength);
        this.scanner = new JsonScanner(body, offset, binary.start());
        this.members = new JsonMembers(scanner, MEMBERS);
        this.inputReader =
                new InputReader(signature, inputNames, limit, scanner, binary, inputs, pool);
    }

    InferRequest read() {
        try {
            readMembers();
            scanner.end();
            binary.requireAllRead();
            if (!members.has(INPUTS) && !signature.inputs().isEmpty()) {
                throw new ProblemException(
                        ProblemCode.REQUEST_MALFORMED,
                        "the request has no 'inputs' (expected: an array of tensors)",
                        "send {\"inputs\": [{\"name\", \"shape\", \"datatype\", \"data\"}]}");
            }
            InferRequestValidator.complete(signature, inputs, pool);
            return new InferRequest(
                    Optional.ofNullable(id), inputs, outputs, binaryOutputByDefault, parameters);
        } catch (Throwable failure) {
            inputs.close();
            throw failure;
        }
    }

    private void readMembers() {
        members.begin();
        for (int member; (member = members.next()) != JsonMembers.END; ) {
            switch (member) {
                case INPUTS -> readInputs();
                case 1 -> readOutputs();
                case 2 -> id = scanner.passNull() ? null : scanner.string();
                default -> readParameters();
            }
        }
    }

    private void readInputs() {
        scanner.beginArray();
        while (scanner.nextElement()) {
            inputReader.read();
        }
    }

    private void readParameters() {
        parameters = Parameters.read(scanner);
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            InferRequestValidator.refuseSharedMemory(parameter.getKey());
        }
        Object value = parameters.get(BINARY_DATA_OUTPUT);
        if (value != null) {
            binaryOutputByDefault = flag(BINARY_DATA_OUTPUT, value);
        }
    }

    private static boolean flag(String name, Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw InferRequestValidator.wrongParameter(name, value.toString(), "true or false");
    }

    private void readOutputs() {
        if (scanner.passNull()) {
            return;
        }
        scanner.beginArray();
        while (scanner.nextElement()) {
            RequestedOutput output = readOutput();
            InferRequestValidator.requireNewOutput(signature, outputs, output.name());
            outputs.add(output);
        }
    }

    private RequestedOutput readOutput() {
        String name = null;
        Map<String, Object> found = Map.of();
        var outputMembers = new JsonMembers(scanner, OUTPUT_MEMBERS);
        outputMembers.begin();
        for (int member; (member = outputMembers.next()) != JsonMembers.END; ) {
            if (member == 0) {
                name = scanner.string();
            } else {
                found = Parameters.read(scanner);
            }
        }
        if (name == null) {
            throw scanner.expected("the member 'name' in each requested output");
        }
        return output(name, found);
    }

    private static RequestedOutput output(String name, Map<String, Object> parameters) {
        Optional<Boolean> asBytes = Optional.empty();
        OptionalInt classes = OptionalInt.empty();
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            InferRequestValidator.refuseSharedMemory(parameter.getKey());
            switch (parameter.getKey()) {
                case "binary_data" ->
                        asBytes = Optional.of(flag(parameter.getKey(), parameter.getValue()));
                case "classification" ->
                        classes = InferRequestValidator.classes(parameter.getValue());
                default -> {
                    // Parameters that no caller here knows are for the model or for other servers.
                }
            }
        }
        return new RequestedOutput(name, asBytes, classes);
    }
}
