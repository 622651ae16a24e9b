@NullMarked
package dev.berth.encoding.audio;

import org.jspecify.annotations.NullMarked;
