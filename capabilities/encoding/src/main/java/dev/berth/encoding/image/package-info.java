/// Steps from pictures to tensors.
@NullMarked
package dev.berth.encoding.image;

import org.jspecify.annotations.NullMarked;
