package dev.berth.core.signature;

import dev.berth.core.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A declared shape: the dimensions from the outermost, each of fixed size or dynamic, as in `[N,
/// 16]`. Empty for a scalar.
public record DeclaredShape(List<Dimension> list) {

    public DeclaredShape {
        list = List.copyOf(list);
    }

    public static DeclaredShape of(Dimension... dimensions) {
        return new DeclaredShape(List.of(dimensions));
    }

    public int rank() {
        return list.size();
    }

    public Dimension at(int index) {
        return list.get(index);
    }

    /// The dimensions without the outermost; rank at least 1.
    public DeclaredShape withoutLeading() {
        return new DeclaredShape(list.subList(1, list.size()));
    }

    /// Whether a tensor of this shape fits: the rank is the same, and the size wherever it is
    /// fixed.
    public boolean accepts(Shape shape) {
        if (shape.rank() != list.size()) {
            return false;
        }
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Dimension.Fixed(long size) && size != shape.size(i)) {
                return false;
            }
        }
        return true;
    }

    /// Whether every tensor that fits `other` also fits this, as far as sizes are declared: the
    /// ranks are equal and no two fixed sizes differ.
    public boolean isCompatibleWith(DeclaredShape other) {
        if (other.rank() != rank()) {
            return false;
        }
        for (int i = 0; i < rank(); i++) {
            if (at(i) instanceof Dimension.Fixed(long mine)
                    && other.at(i) instanceof Dimension.Fixed(long theirs)
                    && mine != theirs) {
                return false;
            }
        }
        return true;
    }

    /// The position of the dynamic dimension of this name.
    public Optional<Integer> findDynamic(String name) {
        int index = list.indexOf(new Dimension.Dynamic(name));
        return index < 0 ? Optional.empty() : Optional.of(index);
    }

    /// The number of elements, if every size is fixed.
    public Optional<Long> elementCount() {
        long count = 1;
        for (Dimension dimension : list) {
            switch (dimension) {
                case Dimension.Fixed(long size) -> count = Math.multiplyExact(count, size);
                case Dimension.Dynamic dynamic -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(count);
    }

    /// The sizes as the Open Inference Protocol writes them: -1 for a dynamic dimension.
    public List<Long> wireSizes() {
        return list.stream()
                .map(
                        dimension ->
                                switch (dimension) {
                                    case Dimension.Fixed(long size) -> size;
                                    case Dimension.Dynamic dynamic -> -1L;
                                })
                .toList();
    }

    @Override
    public String toString() {
        return list.stream().map(Dimension::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
