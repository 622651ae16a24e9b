/// Steps from pictures to tensors, and from pictures to parts of them.
@NullMarked
package dev.berth.encoding.image;

import org.jspecify.annotations.NullMarked;
