import * as vscode from "vscode";

/** The first program of the walkthrough. Its last line is what TensorFlow refuses. */
const EXAMPLE = `import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def dense(x, width):
    kernel = tf.get_variable("kernel", [x.shape[-1], width])
    bias = tf.get_variable("bias", [width], initializer=tf.zeros_initializer())
    return tf.matmul(x, kernel) + bias


x = tf.placeholder(tf.float32, [None, 784])

with tf.variable_scope("encoder"):
    code = dense(x, 32)

with tf.variable_scope("encoder", reuse=True):
    same = dense(x, 32)

with tf.variable_scope("encoder"):
    again = dense(x, 32)
`;

/** Opens a small program that is not saved anywhere. */
export async function openExample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "python", content: EXAMPLE });
  await vscode.window.showTextDocument(document);
}
