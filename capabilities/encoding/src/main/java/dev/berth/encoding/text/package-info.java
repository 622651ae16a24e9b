/// Steps from text to token ids.
@NullMarked
package dev.berth.encoding.text;

import org.jspecify.annotations.NullMarked;
