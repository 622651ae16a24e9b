package dev.berth.core.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tensors under unique names, in the order in which they were put; the holder of all of them.
///
/// A request has a handful, so a look-up walks the list. Not thread-safe: one stage owns it at a
/// time.
public final class NamedTensors implements AutoCloseable {
    private final List<String> names = new ArrayList<>(4);
    private final List<Tensor> tensors = new ArrayList<>(4);
    private Set<String> replaceable = Set.of();

    /// Puts a tensor and takes over its ownership.
    ///
    /// @throws IllegalStateException if the name is taken, and not one of those that may be
    ///   replaced; the tensor is closed first, so that it does not leak
    public void put(String name, Tensor tensor) {
        int index = names.indexOf(name);
        if (index < 0) {
            names.add(name);
            tensors.add(tensor);
        } else if (replaceable.contains(name)) {
            tensors.set(index, tensor).close();
        } else {
            tensor.close();
            throw new IllegalStateException("tensor '" + name + "' is there already");
        }
    }

    /// Names the tensors that a [#put] may take the place of, and closes; none at first.
    public void allowReplacing(Set<String> names) {
        replaceable = names;
    }

    /// The tensor of this name, still owned by this.
    public Optional<Tensor> find(String name) {
        return Optional.ofNullable(at(names.indexOf(name)));
    }

    /// The tensor of this name, still owned by this.
    ///
    /// @throws IllegalStateException if there is none
    public Tensor require(String name) {
        Tensor tensor = at(names.indexOf(name));
        if (tensor == null) {
            throw new IllegalStateException("no tensor '" + name + "' among " + names);
        }
        return tensor;
    }

    /// Removes the tensor of this name and hands its ownership to the caller.
    public Optional<Tensor> take(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            return Optional.empty();
        }
        names.remove(index);
        return Optional.of(tensors.remove(index));
    }

    private @Nullable Tensor at(int index) {
        return index < 0 ? null : tensors.get(index);
    }

    /// One row of each, over the same memory and closed on their own. All have to have rows.
    public NamedTensors row(int index) {
        var row = new NamedTensors();
        for (int i = 0; i < count(); i++) {
            row.put(name(i), tensor(i).slice(index, 1));
        }
        return row;
    }

    /// Bytes that the content of all takes together.
    public long byteCount() {
        long bytes = 0;
        for (int i = 0; i < count(); i++) {
            bytes += tensor(i).byteCount();
        }
        return bytes;
    }

    public int count() {
        return names.size();
    }

    public String name(int index) {
        return names.get(index);
    }

    public Tensor tensor(int index) {
        return tensors.get(index);
    }

    public List<String> names() {
        return List.copyOf(names);
    }

    /// Closes all tensors and forgets them; calling it again does nothing.
    ///
    /// @throws IllegalStateException if one was closed elsewhere; the others are closed all the
    ///   same
    @Override
    public void close() {
        IllegalStateException first = null;
        for (int i = 0; i < tensors.size(); i++) {
            try {
                tensors.get(i).close();
            } catch (IllegalStateException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        tensors.clear();
        names.clear();
        if (first != null) {
            throw first;
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder("{");
        for (int i = 0; i < count(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(names.get(i))
                    .append(": ")
                    .append(tensors.get(i));
        }
        return text.append('}').toString();
    }
}
