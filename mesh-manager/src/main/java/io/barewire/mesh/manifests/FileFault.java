package io.barewire.mesh.manifests;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// What is wrong with a file, for people: the message of most of these exceptions is the file's name and no more.
public final class FileFault {
    private FileFault() {}

    /// @param named the file that the reader is told of anyway; another one is told beside the reason
    public static String of(Path named, IOException failure) {
        return failure instanceof FileSystemException about
                        && about.getFile() != null
                        && !about.getFile().equals(named.toString())
                ? reason(failure) + " (" + about.getFile() + ")"
                : reason(failure);
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it exists already";
            case DirectoryNotEmptyException _ -> "the folder is not empty";
            case NotDirectoryException _ -> "not a folder";
            case FileSystemLoopException _ -> "links that lead round in a circle";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
