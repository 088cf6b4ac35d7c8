import js from '@eslint/js'
import globals from 'globals'
import ts from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import { base } from './eslint.base.js'

export default base({ js, globals, ts, vue })
