package dev.berth.protocol.oip;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.ModelOverride;
import dev.berth.core.system.OverrideFile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Gathers the parameters `config` and `file:<version>/<name>` of a request to load a model. Other
/// parameters are for other servers, and passed over.
public final class LoadParameters {
    /// Versions of a model with their external weights; each file costs a parameter and a
    /// descriptor.
    public static final int FILES_MAX = 64;

    /// All files of a request together: what it would have to hold in memory. The limit of a
    /// request's body is usually met before.
    public static final long FILE_BYTES_MAX = 1L << 30;

    /// Characters of `config`. Real ones have some thousand; in memory they take many times that.
    public static final int CONFIG_LENGTH_MAX = 1 << 20;

    private static final String CONFIG = "config";
    private static final String FILE = "file:";

    private final ModelName model;
    private final List<OverrideFile> files = new ArrayList<>();
    private Optional<String> configuration = Optional.empty();
    private long fileBytes;

    public LoadParameters(ModelName model) {
        this.model = model;
    }

    /// Takes a parameter as JSON has it: the configuration as a text, a file in Base64.
    ///
    /// @throws ProblemException `parameter-invalid`
    void addJson(String parameter, Object value) {
        if (value instanceof String text && parameter.startsWith(FILE)) {
            addFile(parameter, decoded(parameter, text));
        } else if (value instanceof String text) {
            addText(parameter, text);
        } else {
            addOther(parameter, value);
        }
    }

    private static ByteBuffer decoded(String parameter, String text) {
        try {
            return ByteBuffer.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw invalid(
                    parameter,
                    "is not Base64: " + e.getMessage(),
                    "encode the file's bytes in Base64 (RFC 4648), without line breaks");
        }
    }

    /// Takes a parameter that is a text.
    ///
    /// @throws ProblemException `parameter-invalid`
    public void addText(String parameter, String text) {
        if (parameter.equals(CONFIG)) {
            if (text.length() > CONFIG_LENGTH_MAX) {
                throw invalid(
                        parameter,
                        "has "
                                + text.length()
                                + " characters (expected: at most "
                                + CONFIG_LENGTH_MAX
                                + ")",
                        "leave out what is not the model's configuration");
            }
            configuration = Optional.of(text);
        } else {
            addOther(parameter, text);
        }
    }

    /// Takes a parameter that is bytes.
    ///
    /// @throws ProblemException `parameter-invalid`
    public void addBytes(String parameter, ByteBuffer bytes) {
        if (parameter.startsWith(FILE)) {
            addFile(parameter, bytes);
        } else {
            addOther(parameter, bytes.remaining() + " bytes");
        }
    }

    /// Takes a parameter of a kind that none of those read here has.
    ///
    /// @throws ProblemException `parameter-invalid` if it is one of those all the same
    public void addOther(String parameter, Object value) {
        if (parameter.equals(CONFIG)) {
            throw invalid(
                    parameter,
                    "is " + SanitizedText.of(value.toString()) + " (expected: a text)",
                    "send the model configuration as the text of a JSON object");
        }
        if (parameter.startsWith(FILE)) {
            throw invalid(
                    parameter,
                    "is '"
                            + SanitizedText.of(value.toString())
                            + "' (expected: the bytes of a file)",
                    "send them as bytes_param, or in JSON as a text in Base64");
        }
    }

    private void addFile(String parameter, ByteBuffer content) {
        String[] parts = parameter.substring(FILE.length()).split("/", -1);
        if (parts.length != 2 || !OverrideFile.isAllowed(parts[1])) {
            throw misplaced(parameter);
        }
        if (parts[1].endsWith(".yaml")) {
            throw invalid(
                    parameter,
                    "is a description (expected: a model file or what it refers to)",
                    "describe the model in `config`, or put the package into the server's directory");
        }
        files.add(new OverrideFile(version(parameter, parts[0]), parts[1], content));
        fileBytes += content.remaining();
        if (files.size() > FILES_MAX || fileBytes > FILE_BYTES_MAX) {
            throw invalid(
                    parameter,
                    "is one too many (expected: at most "
                            + FILES_MAX
                            + " files of together "
                            + FILE_BYTES_MAX
                            + " bytes)",
                    "put the package into the server's directory instead");
        }
    }

    private static ModelVersion version(String parameter, String text) {
        try {
            return ModelVersion.of(text);
        } catch (ProblemException notAVersion) {
            throw misplaced(parameter);
        }
    }

    private static ProblemException misplaced(String parameter) {
        return invalid(
                parameter,
                "(expected: file:<version>/<name>, such as file:1/model.onnx, both of A-Z a-z 0-9"
                        + " . _ - and not beginning with a dot)",
                "name a version and a file, without further folders");
    }

    private static ProblemException invalid(String parameter, String what, String remedy) {
        return new ProblemException(
                ProblemCode.PARAMETER_INVALID,
                "parameter '" + SanitizedText.of(parameter) + "' " + what,
                remedy);
    }

    /// The override to serve; empty if the request is for the directory's model as it is.
    ///
    /// @throws ProblemException `parameter-invalid` if there are files without `config`, or
    ///   `config` cannot be served
    public Optional<ModelOverride> override() {
        if (configuration.isEmpty() && !files.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "parameter 'config' is missing (expected: with files, which are served in place"
                            + " of the model's directory, the configuration of their model)",
                    "send at least {\"backend\": \"onnxruntime\"} as `config`");
        }
        return configuration.map(
                text -> new ModelOverride(ConfigurationReader.read(text, model), files));
    }
}
