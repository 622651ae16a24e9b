package dev.berth.core;

/// One version of one model, written `name@version`.
public record ModelReference(ModelName name, ModelVersion version)
        implements Comparable<ModelReference> {

    public static ModelReference of(String name, String version) {
        return new ModelReference(new ModelName(name), new ModelVersion(version));
    }

    @Override
    public int compareTo(ModelReference other) {
        int byName = name.compareTo(other.name);
        return byName != 0 ? byName : version.compareTo(other.version);
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
