package dev.berth.protocol.grpc;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemException;
import dev.berth.core.system.ModelOverride;
import dev.berth.proto.ModelRepositoryParameter;
import dev.berth.proto.RepositoryModelLoadRequest;
import dev.berth.protocol.oip.LoadParameters;
import java.util.Optional;

/// Reads the messages of the model repository extension.
public final class RepositoryMessages {
    private RepositoryMessages() {}

    /// What a request to load this model wants served in place of what its directory says; empty if
    /// nothing else. Files are not copied.
    ///
    /// @throws ProblemException `parameter-invalid`
    public static Optional<ModelOverride> readLoad(
            RepositoryModelLoadRequest request, ModelName model) {
        var parameters = new LoadParameters(model);
        request.getParametersMap().forEach((name, value) -> add(parameters, name, value));
        return parameters.override();
    }

    private static void add(
            LoadParameters parameters, String name, ModelRepositoryParameter value) {
        switch (value.getParameterChoiceCase()) {
            case BYTES_PARAM ->
                    parameters.addBytes(name, value.getBytesParam().asReadOnlyByteBuffer());
            case STRING_PARAM -> parameters.addText(name, value.getStringParam());
            case BOOL_PARAM -> parameters.addOther(name, value.getBoolParam());
            case INT64_PARAM -> parameters.addOther(name, value.getInt64Param());
            case PARAMETERCHOICE_NOT_SET -> parameters.addOther(name, "nothing");
        }
    }
}
