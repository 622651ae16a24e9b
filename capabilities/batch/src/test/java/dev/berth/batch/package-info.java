@NullMarked
package dev.berth.batch;

import org.jspecify.annotations.NullMarked;
