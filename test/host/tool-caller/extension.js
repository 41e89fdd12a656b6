/** Calls a language model tool as an agent's client does, and shows what it answers. Asked for as `name {input}`. Not type-checked. */
const vscode = require('vscode');

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('toolCaller.call', async () => {
      const call = (await vscode.window.showInputBox({ prompt: 'name {input}' })) ?? '';
      const [, name, input] = /^(\S+) (.*)$/.exec(call) ?? [];
      try {
        const { content } = await vscode.lm.invokeTool(name, { input: JSON.parse(input), toolInvocationToken: undefined });
        const text = content.map((part) => part.value).join('\n');
        void vscode.window.showInformationMessage(`Answer: ${text.slice(0, 300)}`);
      } catch (error) {
        void vscode.window.showWarningMessage(`Refused: ${error.name}: ${error.message}`);
      }
    }),
  );
};
