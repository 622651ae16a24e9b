@NullMarked
package dev.berth.deploy.image;

import org.jspecify.annotations.NullMarked;
