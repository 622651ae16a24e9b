package dev.berth.encoding;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.StepDescription;
import dev.berth.core.system.ValidationError;
import dev.berth.core.tensor.ElementType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The options of one step, read with their types.
///
/// A reading that fails notes the error and gives a placeholder, so that a factory reads on and all
/// errors come to light together; [#requireValid] then throws. Options that were not requested are
/// errors too. Not thread-safe; used only while the step is made.
public final class Options {
    private static final TensorSpec STAND_IN =
            new TensorSpec("", ElementType.FLOAT32, new DeclaredShape(List.of()));

    private final StepDescription description;
    private final StepContext context;
    private final Set<String> unmade;
    private final String prefix;
    private final Map<String, Object> values;
    private final List<ValidationError> errors;
    private final Set<String> read = new LinkedHashSet<>();
    private final List<Options> nested = new ArrayList<>();
    private boolean waiting;

    /// @param unmade names of tensors whose absence is the fault of another step
    Options(StepDescription description, StepContext context, Set<String> unmade) {
        this(description, context, unmade, "", description.options(), new ArrayList<>());
    }

    private Options(
            StepDescription description,
            StepContext context,
            Set<String> unmade,
            String prefix,
            Map<String, Object> values,
            List<ValidationError> errors) {
        this.description = description;
        this.context = context;
        this.unmade = Set.copyOf(unmade);
        this.prefix = prefix;
        this.values = values;
        this.errors = errors;
    }

    public String kind() {
        return description.kind();
    }

    public SourceLocation location() {
        return description.location();
    }

    public boolean has(String name) {
        read.add(name);
        return values.containsKey(name);
    }

    public Optional<String> findText(String name) {
        return switch (value(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            case Long number -> Optional.of(number.toString());
            case Object other -> {
                wrongKind(name, other, "a text");
                yield Optional.empty();
            }
        };
    }

    public String text(String name, String fallback) {
        return findText(name).orElse(fallback);
    }

    public String requireText(String name) {
        require(name, "a text");
        return text(name, "");
    }

    /// A whole number from `min` to `max`.
    public int integer(String name, int fallback, int min, int max) {
        return switch (value(name)) {
            case null -> fallback;
            case Long number when number >= min && number <= max -> number.intValue();
            case Object other -> {
                wrongKind(name, other, "a whole number from " + min + " to " + max);
                yield fallback;
            }
        };
    }

    public int requireInteger(String name, int min, int max) {
        require(name, "a whole number from " + min + " to " + max);
        return integer(name, min, min, max);
    }

    /// A finite number.
    public double number(String name, double fallback) {
        return switch (value(name)) {
            case null -> fallback;
            case Long number -> number.doubleValue();
            case Double number when Double.isFinite(number) -> number;
            case Object other -> {
                wrongKind(name, other, "a number");
                yield fallback;
            }
        };
    }

    public double requireNumber(String name) {
        require(name, "a number");
        return number(name, 1);
    }

    public boolean flag(String name, boolean fallback) {
        return switch (value(name)) {
            case null -> fallback;
            case Boolean flag -> flag;
            case Object other -> {
                wrongKind(name, other, "true or false");
                yield fallback;
            }
        };
    }

    /// One of an enum's constants, written in lower case with hyphens or exactly as it is.
    public <E extends Enum<E>> E choice(String name, E fallback) {
        Object value = value(name);
        if (value == null) {
            return fallback;
        }
        Map<String, E> allowed = new LinkedHashMap<>();
        for (E constant : EnumSet.allOf(fallback.getDeclaringClass())) {
            if (constant.name().equals(value)) {
                return constant;
            }
            allowed.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        E chosen = allowed.get(String.valueOf(value));
        if (chosen != null) {
            return chosen;
        }
        wrongKind(name, value, "one of " + String.join(", ", allowed.keySet()));
        return fallback;
    }

    public List<Double> numbers(String name) {
        List<Double> numbers = new ArrayList<>();
        for (Object element : list(name)) {
            switch (element) {
                case Long number -> numbers.add(number.doubleValue());
                case Double number when Double.isFinite(number) -> numbers.add(number);
                case Object other -> wrongKind(name, other, "numbers");
            }
        }
        return numbers;
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(name)) {
            switch (element) {
                case String text -> texts.add(text);
                case Long number -> texts.add(number.toString());
                case Object other -> wrongKind(name, other, "texts");
            }
        }
        return texts;
    }

    /// The elements of a list, or the one value as a list; empty if there is none.
    public List<?> list(String name) {
        return switch (value(name)) {
            case null -> List.of();
            case List<?> list -> list;
            case Object single -> List.of(single);
        };
    }

    /// The options within a map; empty if there is none.
    public Options section(String name) {
        return switch (value(name)) {
            case null -> nest(name, Map.of());
            case Map<?, ?> map -> nest(name, map);
            case Object other -> {
                wrongKind(name, other, "a map");
                yield nest(name, Map.of());
            }
        };
    }

    /// The options within each map of a list.
    public List<Options> sections(String name) {
        List<Options> sections = new ArrayList<>();
        List<?> list = list(name);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> map) {
                sections.add(nest(name + "[" + i + "]", map));
            } else {
                wrongKind(name + "[" + i + "]", list.get(i), "a map");
            }
        }
        return sections;
    }

    private Options nest(String name, Map<?, ?> map) {
        Map<String, Object> inner = new LinkedHashMap<>();
        map.forEach((key, value) -> inner.put(String.valueOf(key), value));
        var options = new Options(description, context, unmade, prefix + name + ".", inner, errors);
        nested.add(options);
        return options;
    }

    /// The tensor that this option names, of one of these types; of any type if none is given.
    public TensorSpec requireTensor(String name, ElementType... types) {
        require(name, "the name of a tensor");
        return findTensor(name, types).orElse(STAND_IN);
    }

    /// The tensor that this option names, if it is there.
    public Optional<TensorSpec> findTensor(String name, ElementType... types) {
        return findText(name).flatMap(tensor -> tensor(name, tensor, List.of(types)));
    }

    private Optional<TensorSpec> tensor(String option, String tensor, List<ElementType> types) {
        List<String> names = new ArrayList<>();
        for (TensorSpec spec : context.tensors()) {
            if (spec.name().equals(tensor)) {
                if (!types.isEmpty() && !types.contains(spec.type())) {
                    error(option, "tensor " + spec, "a tensor of " + words(types));
                }
                return Optional.of(spec);
            }
            names.add(spec.name());
        }
        if (unmade.contains(tensor)) {
            waiting = true;
            return Optional.empty();
        }
        fault(
                "option '" + prefix + option + "' names tensor '" + tensor + "'",
                "one of the tensors that are there: " + String.join(", ", names),
                near(names, tensor, "name one of these, or move the step"));
        return Optional.empty();
    }

    /// The file of the artifact that this option names.
    public Path requireArtifact(String name) {
        String artifact = requireText(name);
        Path file = context.artifacts().get(artifact);
        if (file != null) {
            return file;
        }
        if (values.containsKey(name)) {
            Set<String> names = new TreeSet<>(context.artifacts().keySet());
            fault(
                    "option '"
                            + prefix
                            + name
                            + "' names artifact '"
                            + SanitizedText.of(artifact)
                            + "'",
                    "one of the package's artifacts: " + String.join(", ", names),
                    near(names, artifact, "name one of these, or add it under 'artifacts'"));
        }
        return Path.of("");
    }

    private static String words(List<ElementType> types) {
        return types.stream().map(ElementType::label).collect(Collectors.joining(", "));
    }

    private static String near(Collection<String> names, String typed, String otherwise) {
        return NearestName.find(typed, names)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(otherwise);
    }

    /// Notes that an option is not as it should be.
    public void error(String name, String found, String expected) {
        fault(
                "option '" + prefix + name + "' is " + found,
                expected,
                "change '" + prefix + name + "' to what is expected");
    }

    private void fault(String found, String expected, String remedy) {
        errors.add(
                new ValidationError(
                        location(), "", "step '" + kind() + "': " + found, expected, remedy));
    }

    private void wrongKind(String name, Object found, String expected) {
        String shown =
                found instanceof String text
                        ? "'" + SanitizedText.of(text) + "'"
                        : SanitizedText.of(String.valueOf(found));
        error(name, shown, expected);
    }

    private void require(String name, String expected) {
        read.add(name);
        if (!values.containsKey(name)) {
            fault(
                    "option '" + prefix + name + "' is missing",
                    expected,
                    "add '" + prefix + name + "'");
        }
    }

    @Nullable Object value(String name) {
        read.add(name);
        return values.get(name);
    }

    /// Throws if a reading failed, or an option is there that was not requested.
    ///
    /// @throws ProblemException `package-invalid`
    public void requireValid() {
        noteUnknown();
        if (!isValid()) {
            throw refusal();
        }
    }

    /// What to throw after an error was noted beyond which nothing can be read.
    public ProblemException refusal() {
        String summary =
                errors.isEmpty()
                        ? "step '" + kind() + "' waits for another that could not be made"
                        : errors.getFirst().toString();
        return new ProblemException(
                ProblemCode.PACKAGE_INVALID, summary, "mend the options of the step");
    }

    private void noteUnknown() {
        for (Options inner : nested) {
            inner.noteUnknown();
        }
        List<String> known = List.copyOf(read);
        for (String name : values.keySet()) {
            if (read.add(name)) {
                fault(
                        "option '" + prefix + name + "' is unknown",
                        "one of " + String.join(", ", known),
                        near(known, name, "remove it"));
            }
        }
    }

    boolean isValid() {
        return errors.isEmpty() && !isWaiting();
    }

    private boolean isWaiting() {
        return waiting || nested.stream().anyMatch(Options::isWaiting);
    }

    List<ValidationError> errors() {
        return errors;
    }
}
